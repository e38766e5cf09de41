/** A file of React Native, as its pickers give it. */
export interface NativeFile {
  uri: string;
  type: string;
  name?: string;
}

/** What can be sent: a `Blob` or `File`, bytes (a `Buffer` too), or a file of React Native. */
export type SendableFile = Blob | Uint8Array | ArrayBuffer | NativeFile;

/** Puts a file into a form. The name that it has on its owner's disk stays there. */
export function appendFile(form: FormData, field: string, file: SendableFile): void {
  if (file instanceof Blob) form.append(field, file, field);
  else if (file instanceof ArrayBuffer) form.append(field, new Blob([file]), field);
  else if (ArrayBuffer.isView(file)) form.append(field, new Blob([new Uint8Array(file)]), field);
  // React Native's forms take such a thing for a file; their types are not the browser's
  else form.append(field, { ...file, name: field } as unknown as Blob);
}

/** Puts a text into a form, where there is one. */
export function appendText(
  form: FormData,
  field: string,
  value: string | number | boolean | undefined,
): void {
  if (value !== undefined) form.append(field, String(value));
}
