import { StorageError } from './errors.ts';

/** UTF-8 bytes of all names and values; S3 takes 2 KB, and encoding Unicode into headers costs a part of it. */
export const MAX_METADATA_BYTES = 1_024;
/** Encoding costs some bytes for each. */
const MAX_NAMES = 32;

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const CONTENT_TYPE = /^[\w.+-]{1,127}\/[\w.+-]{1,127}(; ?[\w.+-]{1,64}=[\w.+-]{1,64}){0,4}$/;

/**
 * A copy of the metadata. Names are of `[a-z0-9-]`, as S3 lower-cases them; values are any Unicode text.
 *
 * @throws StorageError `invalid_metadata`
 */
export function checkMetadata(metadata: Record<string, string> = {}): Record<string, string> {
  const checked: Record<string, string> = {};
  let bytes = 0;
  if (Object.keys(metadata).length > MAX_NAMES) throw refused(`Metadata has at most ${MAX_NAMES} names`);
  for (const [name, value] of Object.entries(metadata)) {
    if (!NAME.test(name)) throw refused('Names of metadata are 1 to 64 characters of a-z, 0-9 and -');
    if (typeof value !== 'string' || Buffer.from(value).toString() !== value) {
      throw refused(`The metadata "${name}" is not well-formed text`);
    }
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    checked[name] = value;
  }
  if (bytes > MAX_METADATA_BYTES) throw refused(`Metadata takes at most ${MAX_METADATA_BYTES} bytes`);
  return checked;
}

/**
 * The content type itself when it can stand in a header.
 *
 * @throws StorageError `invalid_metadata`
 */
export function checkContentType(contentType: string): string {
  if (!CONTENT_TYPE.test(contentType)) throw refused('The content type is malformed');
  return contentType;
}

function refused(message: string): StorageError {
  return new StorageError('invalid_metadata', message);
}
