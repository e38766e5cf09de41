import type { DatabaseHandle } from '@likeness/server';
import type { StorageDriver } from '@likeness/storage';
import { readObject } from '../audit/read-object.ts';
import { ImportError } from './import-error.ts';

/**
 * Reads every rendition of a stored picture and compares it with the hash on record.
 *
 * @throws ImportError `verification_failed`
 */
export async function verifyPicture(
  pool: DatabaseHandle['pool'],
  store: StorageDriver,
  avatarId: string,
): Promise<void> {
  const { rows } = await pool.query<{ key: string; sha256: string }>(
    `SELECT v.key, encode(v.sha256, 'hex') AS sha256
     FROM portrait.blobs b JOIN portrait.variants v ON v.blob_id = b.id
     WHERE b.id = $1 AND b.state = 'ready'`,
    [avatarId],
  );
  if (rows.length === 0) throw failed('nothing is stored');
  for (const { key, sha256 } of rows) {
    const read = await readObject(store, key);
    if (!read.found) throw failed(read.why);
    if (read.sha256 !== sha256) throw failed(`${key} reads back differently`);
  }
}

const failed = (why: string) =>
  new ImportError('verification_failed', `The stored picture could not be verified: ${why}.`);
