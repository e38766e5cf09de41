/** The package ships no types. */
declare module 'gltf-validator' {
  interface Message {
    code: string;
    message: string;
    severity: number;
    pointer?: string;
  }
  export function validateBytes(
    bytes: Uint8Array,
    options?: object,
  ): Promise<{ issues: { numErrors: number; numWarnings: number; messages: Message[] } }>;
}
