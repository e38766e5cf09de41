import { sql } from 'drizzle-orm';
import { type Database, inTransaction, type Transaction } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { ensureDatabaseId } from '../installation/installation-id.ts';
import { installationKeys, type OpenedKeys } from './installation-keys.ts';
import { createKeyring, readMasterKeys, type StoredMasterKeys } from './keyring.ts';
import type { MasterKey } from './master-key.ts';
import type { MasterKeySource } from './master-key-source.ts';
import { createSealing, type Sealing } from './sealing.ts';

/** Opens what is sealed in a database. @throws ConfigurationError when the master key is not the database's */
export async function openSealing(
  db: Database,
  source: MasterKeySource,
  options: OpenKeysOptions = {},
): Promise<Sealing> {
  return createSealing(db, await openKeys(db, source, options));
}

export interface OpenKeysOptions {
  /** Whether nobody else runs on the database, who would seal with the key that is there; true by default. */
  alone?: () => Promise<boolean>;
}

/**
 * Finds the master key and refuses one that is not the database's: with it nothing of what is stored would open, and
 * what is stored from now on would not open with the right one. A database that holds nothing sealed takes any, unless
 * somebody else runs on it.
 *
 * @throws ConfigurationError
 */
export async function openKeys(
  db: Database,
  source: MasterKeySource,
  { alone = async () => true }: OpenKeysOptions = {},
): Promise<OpenedKeys> {
  const installation = await ensureDatabaseId(db.$client);
  for (;;) {
    const stored = await readMasterKeys(db);
    const wrapped = stored?.keys.flatMap(({ kmsWrapped }) => kmsWrapped ?? []) ?? [];
    const found = await source.open(installation, wrapped);
    const made = found === undefined ? await makeKey(db, source, installation, stored) : undefined;
    const key = found ?? made?.key;
    if (key === undefined) throw wrongKey(source, wrapped.length > 0);
    const opened = await inTransaction(db, (tx) =>
      settle(tx, { source, key, wrapped: made?.wrapped, alone }),
    );
    if (opened !== undefined) return opened;
  }
}

/** A key service makes the first key of a database that holds nothing sealed. */
async function makeKey(
  db: Database,
  source: MasterKeySource,
  installation: string,
  stored: StoredMasterKeys | undefined,
) {
  if (stored?.active && (await holdsSealed(db))) return undefined;
  return source.generate?.(installation);
}

interface Found {
  source: MasterKeySource;
  key: MasterKey;
  /** By a key service that has just made it. */
  wrapped: Buffer | undefined;
  alone: () => Promise<boolean>;
}

/** @returns undefined when another process has settled it otherwise meanwhile: look again */
async function settle(
  tx: Transaction,
  { source, key, wrapped, alone }: Found,
): Promise<OpenedKeys | undefined> {
  await tx.execute(sql`SELECT FROM shared.installation FOR UPDATE`);
  const stored = await readMasterKeys(tx);
  if (stored === undefined) throw new Error('shared.installation has no row');
  const inUse = stored.active !== null && (await holdsSealed(tx));
  const ring = createKeyring(key, stored);
  if (!(stored.active?.equals(ring.active.check) ?? false)) {
    const ofService = stored.keys.some(({ kmsWrapped }) => kmsWrapped !== null);
    // of two first starts with a key service at once the second takes the key of the first
    if (wrapped !== undefined && ofService) return undefined;
    if (inUse || (stored.active !== null && !(await alone()))) throw wrongKey(source, ofService);
    await tx.execute(sql`DELETE FROM shared.installation_keys`);
    await tx.execute(sql`DELETE FROM shared.master_keys`);
    await tx.execute(sql`UPDATE shared.installation SET master_key_check = ${key.check}`);
    if (wrapped !== undefined) {
      await tx.execute(
        sql`INSERT INTO shared.master_keys (key_check, kms_wrapped) VALUES (${key.check}, ${wrapped})`,
      );
    }
  }
  return { given: key, ring, installation: await installationKeys(tx, ring, { inherits: inUse }) };
}

async function holdsSealed(on: Pick<Transaction, 'execute'>): Promise<boolean> {
  const { rows } = await on.execute<{ sealed: boolean }>(
    sql`SELECT EXISTS (SELECT FROM shared.user_keys) OR EXISTS (SELECT FROM shared.webhooks) AS sealed`,
  );
  return rows[0]?.sealed ?? false;
}

function wrongKey({ kind, variable }: MasterKeySource, ofService: boolean): ConfigurationError {
  if (kind === 'kms') {
    return new ConfigurationError(
      variable,
      ofService
        ? "is not the key that this database's master key is wrapped with. Set that one: without it measurements and bodies cannot be opened."
        : 'cannot open this database: its master key is of another kind. Start with that one, and `likeness keys rotate --to kms:<key>` to change.',
    );
  }
  if (ofService) {
    return new ConfigurationError(
      'LIKENESS_KMS_KEY_ID',
      "is needed: this database's master key is wrapped by AWS KMS. Set the key that wraps it.",
    );
  }
  return new ConfigurationError(
    variable,
    'is not the key that this database was sealed with. Set that one, or put its file `master-key` back into the data directory: without it measurements and bodies cannot be opened.',
  );
}
