import { StorageError } from './errors.ts';

export const MAX_KEY_LENGTH = 900;
/** What ext4, XFS, APFS and NTFS take as one name. */
export const MAX_SEGMENT_LENGTH = 255;

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const PARTIAL_SEGMENT = /^([A-Za-z0-9_-][A-Za-z0-9._-]*)?$/;
/** Windows opens these as devices in any folder, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Whether one name between slashes may be part of a key. */
export function isKeySegment(segment: string): boolean {
  return (
    segment.length <= MAX_SEGMENT_LENGTH &&
    SEGMENT.test(segment) &&
    !segment.endsWith('.') &&
    !DEVICE.test(segment)
  );
}

/**
 * The key itself when it is one (see `StorageDriver` for what a key is). A segment may not begin with a dot:
 * those names are the driver's own.
 *
 * @throws StorageError `invalid_key`
 */
export function checkKey(key: string): string {
  if (typeof key !== 'string' || key.length === 0) throw refused('A key may not be empty');
  if (key.length > MAX_KEY_LENGTH) throw refused(`A key has at most ${MAX_KEY_LENGTH} characters`);
  if (!key.split('/').every(isKeySegment)) throw refused(`${quoted(key)} is not a key`);
  return key;
}

/**
 * The prefix itself when some key can begin with it; it may be empty or end in the middle of a name.
 *
 * @throws StorageError `invalid_key`
 */
export function checkPrefix(prefix: string): string {
  if (typeof prefix !== 'string' || prefix.length > MAX_KEY_LENGTH) throw refused('The prefix is too long');
  const segments = prefix.split('/');
  const last = segments.pop() ?? '';
  const fits =
    segments.every(isKeySegment) && last.length <= MAX_SEGMENT_LENGTH && PARTIAL_SEGMENT.test(last);
  if (!fits) throw refused(`${quoted(prefix)} is no prefix of a key`);
  return prefix;
}

function refused(message: string): StorageError {
  return new StorageError('invalid_key', message);
}

/** As JSON, so that control characters in hostile keys cannot break a log line. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
