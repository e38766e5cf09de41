/** Why a store refused or failed; drivers translate their engine's errors to these. */
export type StorageErrorCode =
  | 'invalid_key'
  | 'invalid_metadata'
  | 'invalid_range'
  | 'not_found'
  | 'exists'
  | 'full'
  | 'aborted'
  | 'unavailable';

export class StorageError extends Error {
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.code = code;
  }
}
