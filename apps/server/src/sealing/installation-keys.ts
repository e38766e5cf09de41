import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database/database.ts';
import type { Keyring } from './keyring.ts';
import { inheritedFingerprintKey, type MasterKey } from './master-key.ts';
import { sealWith } from './seal.ts';

/** Keys of the installation itself; 32 bytes each. */
export interface InstallationKeys {
  common: Uint8Array;
  fingerprint: Uint8Array;
}

/** The master keys and the installation's own, opened. */
export interface OpenedKeys {
  /** The master key that the process was started with; `ring.active` may be another while a rotation runs. */
  given: MasterKey;
  ring: Keyring;
  installation: InstallationKeys;
}

const NAMES = ['common', 'fingerprint'] as const;

export const installationKeyContext = (name: string): string => `installation-key/${name}`;

/**
 * Opens the installation's keys, or makes them. What version 0.1 had sealed with the master key itself, the secrets
 * of webhooks, is sealed anew, and its fingerprints stay what they were: public links are made of them.
 *
 * @param tx holds the lock of the installation's row
 * @param inherits the database was in use before it had such keys
 */
export async function installationKeys(
  tx: Transaction,
  ring: Keyring,
  { inherits }: { inherits: boolean },
): Promise<InstallationKeys> {
  const { rows } = await tx.execute<{ name: string; wrapped: Buffer; wrapped_by: Buffer }>(
    sql`SELECT name, wrapped, wrapped_by FROM shared.installation_keys`,
  );
  const found = new Map(rows.map((row) => [row.name, row]));
  const keyOf = async (name: (typeof NAMES)[number], fresh: () => Uint8Array): Promise<Uint8Array> => {
    const row = found.get(name);
    const context = installationKeyContext(name);
    if (row !== undefined) return ring.open(row.wrapped, row.wrapped_by, context, tx);
    const key = fresh();
    await tx.execute(sql`
      INSERT INTO shared.installation_keys (name, wrapped, wrapped_by)
      VALUES (${name}, ${ring.active.seal.seal(key, context)}, ${ring.active.id})`);
    return key;
  };
  const common = await keyOf('common', () => randomBytes(32));
  if (!found.has('common')) await sealWebhooksAnew(tx, ring, common);
  const fingerprint = await keyOf('fingerprint', () =>
    inherits ? inheritedFingerprintKey(ring.active) : randomBytes(32),
  );
  return { common, fingerprint };
}

async function sealWebhooksAnew(tx: Transaction, ring: Keyring, common: Uint8Array): Promise<void> {
  const { rows } = await tx.execute<{ id: string; sealed_secret: Buffer }>(
    sql`SELECT id, sealed_secret FROM shared.webhooks FOR UPDATE`,
  );
  const seal = sealWith(common);
  for (const { id, sealed_secret } of rows) {
    const context = `webhook/${id}`;
    const secret = await ring.open(sealed_secret, null, context, tx);
    await tx.execute(
      sql`UPDATE shared.webhooks SET sealed_secret = ${seal.seal(secret, context)} WHERE id = ${id}`,
    );
  }
}
