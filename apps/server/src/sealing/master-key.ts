import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { secretFile } from '../auth/secret-file.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { ensureDatabaseId } from '../installation/installation-id.ts';

/**
 * The key that wraps the keys of users: made of `LIKENESS_MASTER_KEY`, or of a file of mode 0600 in the data
 * directory.
 *
 * @returns 32 bytes
 * @throws ConfigurationError when the file can be neither read nor made
 */
export async function masterKey(config: Config): Promise<Uint8Array> {
  const secret = config.secrets.masterKey ?? (await secretFile(join(config.server.dataDir, 'master-key')));
  const bytes = typeof secret === 'string' ? Buffer.from(secret) : secret;
  return new Uint8Array(hkdfSync('sha256', bytes, '', 'likeness/master-key/1', 32));
}

/**
 * Refuses a master key that is not the database's: with it nothing of what is stored would open, and what is stored
 * from now on would not open with the right one. A database that holds nothing sealed takes any.
 *
 * @throws ConfigurationError when it is another one
 */
export async function matchMasterKey(pool: Pool, key: Uint8Array): Promise<void> {
  const ours = createHmac('sha256', key).update('likeness/master-key-check/1').digest();
  await ensureDatabaseId(pool);
  const { rows } = await pool.query<{ master_key_check: Buffer | null }>(
    `UPDATE shared.installation SET master_key_check = CASE
       WHEN master_key_check IS NULL
         OR NOT EXISTS (SELECT FROM shared.user_keys) AND NOT EXISTS (SELECT FROM shared.webhooks)
       THEN $1 ELSE master_key_check END
     RETURNING master_key_check`,
    [ours],
  );
  const theirs = rows[0]?.master_key_check;
  if (theirs && !(theirs.length === ours.length && timingSafeEqual(theirs, ours))) {
    throw new ConfigurationError(
      'LIKENESS_MASTER_KEY',
      'is not the key that this database was sealed with. Set that one, or put its file `master-key` back into the data directory: without it measurements and bodies cannot be opened.',
    );
  }
}
