/** `blobs/<organization>/<aa>/<storage_id>/`: the folder of one stored picture; `aa` spreads them evenly. */
export function blobPrefix(organizationId: string, storageId: bigint): string {
  const spread = (storageId % 256n).toString(16).padStart(2, '0');
  return `blobs/${organizationId}/${spread}/${storageId}/`;
}

const EXTENSIONS: Readonly<Record<string, string>> = { jpeg: 'jpg', webp: 'webp', avif: 'avif' };
const FORMATS: Readonly<Record<string, string>> = { jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp', avif: 'avif' };

/** The key of one rendition. */
export function variantKey(prefix: string, name: string, format: string): string {
  return `${prefix}${name}.${EXTENSIONS[format] ?? format}`;
}

/** The extension that addresses use for a format. */
export function extensionOf(format: string): string {
  return EXTENSIONS[format] ?? format;
}

/** The format that an extension asks for; undefined when we make none such. */
export function formatOf(extension: string): string | undefined {
  return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}

/** The storage id of an object's key; undefined when it is not a picture's. */
export function storageIdOf(key: string): bigint | undefined {
  const [, id] = /^blobs\/[0-9a-f-]{36}\/[0-9a-f]{2}\/(\d{1,19})\/[^/]+$/.exec(key) ?? [];
  return id === undefined ? undefined : BigInt(id);
}
