import { StorageError } from '../../errors.ts';

/** Nothing is there, or what is there is no object of ours. */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO']);
/** The key cannot be made: an object stands where it needs a folder, or the other way round. */
const IN_THE_WAY = new Set(['ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ELOOP', 'ENAMETOOLONG']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

export function isMissing(error: unknown): boolean {
  return MISSING.has(codeOf(error) ?? '');
}

export function isInTheWay(error: unknown): boolean {
  return IN_THE_WAY.has(codeOf(error) ?? '');
}

/** An error of the file system as the contract names it; the path stays in the cause. */
export function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const code = codeOf(error);
  if (FULL.has(code ?? '')) return new StorageError('full', 'The store has no room left', { cause: error });
  return new StorageError('unavailable', `The store failed (${code ?? 'unknown'})`, { cause: error });
}

export function notFound(key: string): StorageError {
  return new StorageError('not_found', `There is no object ${key}`);
}

export function exists(key: string): StorageError {
  return new StorageError('exists', `There is an object ${key} already`);
}
