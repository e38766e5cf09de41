/**
 * Changes the master key without touching what is sealed: only the keys that it wraps are wrapped anew.
 *
 *  1. `beginRotation`: one commit makes the new key the one in use, and stores each of the two sealed with the other.
 *     From here on whoever starts with either has both, and running processes find the new one when they meet it
 *     (`keyring.ts`). Nothing is wrapped with the old key any more: see `insert` in `sealing.ts`.
 *  2. `rewrapAll`: batches of a transaction each. What is left is told by `wrapped_by`, so a killed run goes on where
 *     it was, and two at once do no harm.
 *  3. `finishRotation`: the two sealed forms are deleted. From here on the old key opens nothing. Whoever was started
 *     before step 1 and never met the new key must have been started again: that is why this is a step of its own.
 */
import { sql } from 'drizzle-orm';
import { type Database, inTransaction, type Transaction } from '../database/database.ts';
import { installationKeyContext } from './installation-keys.ts';
import { handoverContext, type Keyring, readMasterKeys } from './keyring.ts';
import type { MasterKey } from './master-key.ts';
import { userKeyContext } from './sealing.ts';

const BATCH = 500;

/** Why a rotation cannot do what is asked; a sentence for whoever asks. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
}

export interface NextMasterKey {
  key: MasterKey;
  /** Of a key service. */
  wrapped?: Buffer;
}

/**
 * Makes another master key the one in use. A repeat with the same key changes nothing.
 *
 * @param next asked for under the lock, so that two at once do not make two keys
 * @throws RotationError when a rotation to a third key is not finished
 */
export async function beginRotation(db: Database, from: MasterKey, next: NextMasterKey): Promise<void> {
  const to = next.key;
  await inTransaction(db, async (tx) => {
    await tx.execute(sql`SELECT FROM shared.installation FOR UPDATE`);
    const stored = await readMasterKeys(tx);
    if (stored?.active?.equals(to.check)) return;
    if (stored?.keys.some(({ handover }) => handover !== null)) {
      throw new RotationError(
        'a rotation to another key is not finished: `likeness keys rotate` goes on with it, `likeness keys finish` ends it.',
      );
    }
    if (!stored?.active?.equals(from.check)) {
      throw new RotationError('another master key has taken over meanwhile: start again with that one.');
    }
    const old = handoverOf(from, to);
    const { rowCount } = await tx.execute(
      sql`UPDATE shared.master_keys SET handover = ${old} WHERE key_check = ${from.check}`,
    );
    if (rowCount === 0) {
      await tx.execute(
        sql`INSERT INTO shared.master_keys (key_check, handover) VALUES (${from.check}, ${old})`,
      );
    }
    await tx.execute(sql`
      INSERT INTO shared.master_keys (key_check, kms_wrapped, handover, created_at)
      VALUES (${to.check}, ${next.wrapped ?? null}, ${handoverOf(to, from)}, clock_timestamp())`);
    await tx.execute(sql`UPDATE shared.installation SET master_key_check = ${to.check}`);
  });
}

const handoverOf = (key: MasterKey, sealedWith: MasterKey): Buffer =>
  sealedWith.seal.seal(key.bytes, handoverContext(key.check));

export interface RewrapOptions {
  /** Told after each batch. */
  onProgress?: (rewrapped: number) => void;
  /** Ends it after the batch that is under way. */
  signal?: AbortSignal;
  /** Keys of a batch. */
  batch?: number;
}

/**
 * Wraps everything that another key still wraps with the one in use.
 *
 * @param ring both keys
 * @returns how many keys were wrapped anew
 */
export async function rewrapAll(
  db: Database,
  ring: Keyring,
  { onProgress = () => {}, signal, batch = BATCH }: RewrapOptions = {},
): Promise<number> {
  let rewrapped = 0;
  for (const table of TABLES) {
    for (let taken = -1; taken !== 0; ) {
      if (signal?.aborted) return rewrapped;
      taken = await inTransaction(db, (tx) => rewrapBatch(tx, ring, table, batch));
      rewrapped += taken;
      if (taken > 0) onProgress(rewrapped);
    }
  }
  return rewrapped;
}

interface WrappingTable {
  name: ReturnType<typeof sql>;
  id: ReturnType<typeof sql>;
  type: ReturnType<typeof sql>;
  context: (id: string) => string;
}

/** Where keys lie that the master key wraps. */
const TABLES: readonly WrappingTable[] = [
  {
    name: sql`shared.installation_keys`,
    id: sql`name`,
    type: sql`text`,
    context: installationKeyContext,
  },
  { name: sql`shared.user_keys`, id: sql`user_id`, type: sql`uuid`, context: userKeyContext },
];

async function rewrapBatch(
  tx: Transaction,
  ring: Keyring,
  { name, id, type, context }: WrappingTable,
  batch: number,
): Promise<number> {
  // held until the commit: no other key may be in use by then
  await tx.execute(sql`SELECT FROM shared.installation FOR SHARE`);
  await ring.refresh(tx);
  const { seal, id: active } = ring.active;
  const { rows } = await tx.execute<{ id: string; wrapped: Buffer; wrapped_by: Buffer | null }>(sql`
    SELECT ${id} AS id, wrapped, wrapped_by FROM ${name}
    WHERE wrapped_by IS DISTINCT FROM ${active} ORDER BY ${id} LIMIT ${batch} FOR UPDATE`);
  if (rows.length === 0) return 0;
  const anew = await Promise.all(
    rows.map(async (row) => {
      const key = await ring.open(row.wrapped, row.wrapped_by, context(row.id), tx);
      return seal.seal(key, context(row.id));
    }),
  );
  await tx.execute(sql`
    UPDATE ${name} AS k SET wrapped = n.wrapped, wrapped_by = ${active}
    FROM unnest(${sql.param(rows.map((row) => row.id))}::${type}[], ${sql.param(anew)}::bytea[]) AS n (id, wrapped)
    WHERE k.${id} = n.id`);
  return rows.length;
}

/**
 * Ends a rotation: the old master key opens nothing any more.
 *
 * @param given the key that this process was started with: proof that it is in the operator's hands
 * @throws RotationError when it is not the one in use, or something is still wrapped with the old one
 */
export async function finishRotation(db: Database, given: MasterKey): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.execute(sql`SELECT FROM shared.installation FOR UPDATE`);
    const stored = await readMasterKeys(tx);
    if (!stored?.active?.equals(given.check)) {
      throw new RotationError(
        'this command was started with the old master key. Configure the new one, here and for every process, then finish.',
      );
    }
    const { rows } = await tx.execute<{ left: number }>(sql`${countLeft(given)}`);
    if (rows[0]?.left !== 0) {
      throw new RotationError(
        `${rows[0]?.left} keys are still wrapped with the old one: \`likeness keys rotate\` goes on.`,
      );
    }
    await tx.execute(sql`DELETE FROM shared.master_keys WHERE key_check <> ${given.check}`);
    await tx.execute(sql`UPDATE shared.master_keys SET handover = NULL`);
    // of the same key wrapped by two keys of the service, the youngest stays
    await tx.execute(sql`
      DELETE FROM shared.master_keys WHERE kms_wrapped IS NULL OR id NOT IN (
        SELECT id FROM shared.master_keys ORDER BY created_at DESC LIMIT 1)`);
  });
}

const countLeft = ({ id }: Pick<MasterKey, 'id'>) => sql`
  SELECT ((SELECT count(*) FROM shared.user_keys WHERE wrapped_by IS DISTINCT FROM ${id})
    + (SELECT count(*) FROM shared.installation_keys WHERE wrapped_by IS DISTINCT FROM ${id}))::int AS left`;

export interface RotationStatus {
  /** Of the key in use, in hex: for telling two keys apart. */
  active: string;
  /** Two keys, or two wrappings of one, are stored: `finishRotation` is still to come. */
  unfinished: boolean;
  /** The key in use is wrapped by a key service. */
  keyService: boolean;
  /** Keys of users. */
  users: number;
  /** Keys that another master key still wraps. */
  left: number;
}

export async function rotationStatus(db: Database, ring: Keyring): Promise<RotationStatus> {
  const stored = await readMasterKeys(db);
  const keys = stored?.keys ?? [];
  const { rows } = await db.execute<{ left: number; users: number }>(sql`
    SELECT (${countLeft(ring.active)}) AS left, (SELECT count(*)::int FROM shared.user_keys) AS users`);
  return {
    active: ring.active.id.toString('hex'),
    unfinished: keys.length > 1 || keys.some(({ handover }) => handover !== null),
    keyService: keys.some(({ check, kmsWrapped }) => kmsWrapped !== null && check.equals(ring.active.check)),
    users: rows[0]?.users ?? 0,
    left: rows[0]?.left ?? 0,
  };
}

/** Keeps the master key as another key of the service wraps it, beside the present form until `finishRotation`. */
export async function addKmsWrapping(db: Database, key: MasterKey, wrapped: Buffer): Promise<void> {
  await db.execute(sql`
    INSERT INTO shared.master_keys (key_check, kms_wrapped, created_at)
    VALUES (${key.check}, ${wrapped}, clock_timestamp())`);
}
