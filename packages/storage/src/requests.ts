import type { ByteRange, ListObjects } from './driver.ts';
import { StorageError } from './errors.ts';

export const MAX_PAGE = 1_000;
/** S3 signs for a week at most. */
export const MAX_SIGNED_SECONDS = 7 * 24 * 3_600;

/**
 * The asked range clipped to an object of `size` bytes.
 *
 * @throws StorageError `invalid_range` when no byte of the object is in it
 */
export function clipRange(range: ByteRange, size: number): Required<ByteRange> {
  const { start, end = Number.MAX_SAFE_INTEGER } = range;
  const sound = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start;
  if (!sound || start >= size) {
    throw new StorageError('invalid_range', `The range is not inside an object of ${size} bytes`);
  }
  return { start, end: Math.min(end, size - 1) };
}

/** How many objects a page holds. @throws RangeError when the limit is not 1 to 1,000 */
export function pageLimit(request: ListObjects): number {
  const { limit = MAX_PAGE } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw new RangeError(`limit is 1 to ${MAX_PAGE}`);
  }
  return limit;
}

/** The seconds themselves. @throws RangeError when they are not 1 to a week's */
export function checkExpiresIn(expiresIn: number): number {
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > MAX_SIGNED_SECONDS) {
    throw new RangeError(`expiresIn is 1 to ${MAX_SIGNED_SECONDS} seconds`);
  }
  return expiresIn;
}
