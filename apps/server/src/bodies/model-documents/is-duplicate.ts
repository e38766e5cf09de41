/** MongoDB's number for it. The driver has a class, too, but is loaded only where it is used. */
const DUPLICATE_KEY = 11_000;

/** Whether MongoDB refused a document as there is one of this key already. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY;
