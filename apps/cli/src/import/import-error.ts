/** Why a row could not be imported, safe to print: it holds no address, so no credentials either. */
export class ImportError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportError';
    this.code = code;
  }
}
