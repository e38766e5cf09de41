import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import type { Database, Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { type Seal, sealWith } from './seal.ts';

/** Opens and seals what is stored of people. */
export interface Sealing {
  /** Of what belongs to no person, as the secrets of webhooks. */
  master: Seal;
  /** Tells equal texts from others without telling what they say, also to who guesses. Hex. */
  fingerprint(text: string): string;
  /**
   * The seal of a user, whose key is made on first use.
   *
   * @param userId `shared.users.id`
   * @param tx the transaction that the caller is in: a second connection beside it could be waited for for ever
   */
  of(userId: string, tx?: Transaction): Promise<Seal>;
  /** Makes everything that was sealed for a user unreadable for good. */
  destroy(tx: Transaction, userId: string): Promise<void>;
}

/** @param masterKey 32 bytes, from `masterKey` */
export function createSealing(db: Database, masterKey: Uint8Array): Sealing {
  const master = sealWith(masterKey);
  // by the wrapped key, which is asked for each time: a destroyed key is used by no process
  const known = new LRUCache<string, Seal>({ max: 10_000 });
  const read = async (on: Pick<Transaction, 'execute'>, userId: string): Promise<Buffer | undefined> => {
    const { rows } = await on.execute<{ wrapped: Buffer }>(
      sql`SELECT wrapped FROM shared.user_keys WHERE user_id = ${userId}`,
    );
    return rows[0]?.wrapped;
  };
  const fingerprintKey = new Uint8Array(hkdfSync('sha256', masterKey, '', 'likeness/fingerprint/1', 32));
  return {
    master,
    fingerprint: (text) => createHmac('sha256', fingerprintKey).update(text).digest('hex'),
    async of(userId, tx) {
      const on = tx ?? db;
      const context = `user-key/${userId}`;
      let wrapped = await read(on, userId);
      if (!wrapped) {
        const fresh = master.seal(randomBytes(32), context);
        // of two first uses at once, the constraint lets one win
        await on.execute(
          sql`INSERT INTO shared.user_keys (user_id, wrapped) SELECT id, ${fresh} FROM shared.users
              WHERE id = ${userId} ON CONFLICT DO NOTHING`,
        );
        wrapped = await read(on, userId);
        if (!wrapped) throw new Problem('not_found');
      }
      const name = `${userId}/${wrapped.toString('base64')}`;
      const remembered = known.get(name);
      if (remembered) return remembered;
      const seal = sealWith(master.open(wrapped, context));
      known.set(name, seal);
      return seal;
    },
    async destroy(tx, userId) {
      await tx.execute(sql`DELETE FROM shared.user_keys WHERE user_id = ${userId}`);
    },
  };
}
