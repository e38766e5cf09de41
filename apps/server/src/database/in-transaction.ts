import { setTimeout as delay } from 'node:timers/promises';
import { sqlState } from './errors.ts';
import type { Database, Transaction } from './types.ts';

const DEFAULTS = { attempts: 6, /** ms */ wait: 10 };

/**
 * Runs `work` in a transaction and once more when PostgreSQL chose it as the victim of a deadlock (40P01)
 * or could not serialise it (40001). So `work` must do nothing that a rollback does not undo.
 *
 * @example await inTransaction(db, async (tx) => tx.insert(organizations).values({ slug: 'acme' }))
 */
export async function inTransaction<T>(
  db: Database,
  work: (tx: Transaction) => Promise<T>,
  { attempts = DEFAULTS.attempts } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      const state = sqlState(error);
      if ((state !== '40P01' && state !== '40001') || attempt >= attempts) throw error;
      // Two victims that wait equally long meet again.
      await delay(Math.random() * DEFAULTS.wait * 2 ** attempt);
    }
  }
}
