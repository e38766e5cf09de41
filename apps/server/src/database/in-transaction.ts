import { setTimeout as delay } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool, PoolClient } from 'pg';
import { isDatabaseUnavailable, sqlState } from './errors.ts';
import { beginOf } from './limit-by-transaction.ts';
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
      return await once(db.$client, work);
    } catch (error) {
      const state = sqlState(error);
      if ((state !== '40P01' && state !== '40001') || attempt >= attempts) throw error;
      // Two victims that wait equally long meet again.
      await delay(Math.random() * DEFAULTS.wait * 2 ** attempt);
    }
  }
}

/** The connection goes back whatever fails, BEGIN included; it is closed unless a ROLLBACK went through. */
async function once<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(beginOf(pool));
    const result = await work(drizzle(client));
    const { command } = await client.query('COMMIT');
    // PostgreSQL's answer when a statement failed before, and `work` went on all the same.
    if (command !== 'COMMIT') throw new Error('a statement of the transaction failed; nothing was committed');
    return result;
  } catch (error) {
    broken = await rollBack(client, error);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Resolves to why the connection can not be used any more. */
async function rollBack(client: PoolClient, cause: unknown): Promise<Error | undefined> {
  // Without an answer there is nothing to roll back: a ROLLBACK would only wait behind the lost statement.
  const lost = isDatabaseUnavailable(cause) && sqlState(cause) === undefined;
  if (lost) return cause as Error;
  return client.query('ROLLBACK').then(
    () => undefined,
    (error: Error) => error,
  );
}
