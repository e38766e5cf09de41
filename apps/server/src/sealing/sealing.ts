import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { type Database, isDatabaseUnavailable, type Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import type { OpenedKeys } from './installation-keys.ts';
import { type Seal, sealWith } from './seal.ts';

/** Opens and seals what is stored of people. */
export interface Sealing {
  /** Of what belongs to no person, as the secrets of webhooks. */
  common: Seal;
  /** Tells equal texts from others without telling what they say, also to who guesses. Hex. */
  fingerprint(text: string): string;
  /**
   * The seal of a user of whom something is stored. It makes no key: whoever comes late to a person who was erased
   * must not keep anything of them again.
   *
   * @param userId `shared.users.id`
   * @param tx the transaction that the caller is in: a second connection beside it could be waited for for ever
   * @throws Problem `not_found` when there is no key (any more)
   */
  of(userId: string, tx?: Transaction): Promise<Seal>;
  /** The same for what a user brings in: the key is made on first use. @throws Problem `not_found` for nobody */
  toStore(userId: string, tx?: Transaction): Promise<Seal>;
  /** Makes everything that was sealed for a user unreadable for good. */
  destroy(tx: Transaction, userId: string): Promise<void>;
  /** That the master key in use is one that this process has. @throws Problem `busy` when it must be started again */
  check(): Promise<void>;
}

export const userKeyContext = (userId: string): string => `user-key/${userId}`;

/** @param keys from `openKeys` */
export function createSealing(db: Database, { ring, installation }: Omit<OpenedKeys, 'given'>): Sealing {
  // by the wrapped key, which is asked for each time: a destroyed key is used by no process
  const known = new LRUCache<string, Seal>({ max: 10_000 });
  const sealOf = async (on: Queryable, userId: string, row: WrappedKey): Promise<Seal> => {
    const name = `${userId}/${row.wrapped.toString('base64')}`;
    const remembered = known.get(name);
    if (remembered) return remembered;
    const seal = sealWith(await ring.open(row.wrapped, row.wrapped_by, userKeyContext(userId), on));
    known.set(name, seal);
    return seal;
  };
  return {
    common: sealWith(installation.common),
    fingerprint: (text) => createHmac('sha256', installation.fingerprint).update(text).digest('hex'),
    async of(userId, tx) {
      const on = tx ?? db;
      const row = await read(on, userId);
      if (row === undefined) throw new Problem('not_found');
      return sealOf(on, userId, row);
    },
    async toStore(userId, tx) {
      const on = tx ?? db;
      let row = await read(on, userId);
      while (row === undefined) {
        await insert(on, userId, ring.active);
        row = await read(on, userId);
        // not made: there is no such user (any more), or another master key has taken over
        if (row === undefined && !(await ring.refresh(on))) throw new Problem('not_found');
      }
      return sealOf(on, userId, row);
    },
    async destroy(tx, userId) {
      await tx.execute(sql`DELETE FROM shared.user_keys WHERE user_id = ${userId}`);
    },
    async check() {
      try {
        await ring.refresh(db);
      } catch (error) {
        // then nobody knows, and the database's own check tells
        if (!isDatabaseUnavailable(error)) throw error;
      }
    },
  };
}

/** For a process that neither opens nor seals anything, and so needs no master key. */
export function closedSealing(): Sealing {
  const closed = (): never => {
    throw new Error('this process was started without the master key');
  };
  return {
    common: { seal: closed, open: closed },
    fingerprint: closed,
    of: closed,
    toStore: closed,
    destroy: closed,
    check: closed,
  };
}

type Queryable = Pick<Transaction, 'execute'>;

type WrappedKey = { wrapped: Buffer; wrapped_by: Buffer | null };

async function read(on: Queryable, userId: string) {
  const { rows } = await on.execute<WrappedKey>(
    sql`SELECT wrapped, wrapped_by FROM shared.user_keys WHERE user_id = ${userId}`,
  );
  return rows[0];
}

/**
 * Makes the key of a user, unless another master key has taken over: the shared lock holds a rotation off until the
 * row is committed, and whoever comes after the rotation finds the check changed. So once a rotation has begun nothing
 * is wrapped with the old key. Of two first uses at once, the constraint lets one win.
 */
async function insert(
  on: Queryable,
  userId: string,
  { check, id, seal }: OpenedKeys['given'],
): Promise<void> {
  const fresh = seal.seal(randomBytes(32), userKeyContext(userId));
  await on.execute(sql`
    WITH in_use AS (SELECT id FROM shared.installation WHERE master_key_check = ${check} FOR SHARE)
    INSERT INTO shared.user_keys (user_id, wrapped, wrapped_by)
    SELECT u.id, ${fresh}::bytea, ${id}::bytea FROM shared.users u, in_use WHERE u.id = ${userId} AND u.erased_at IS NULL
    ON CONFLICT DO NOTHING`);
}
