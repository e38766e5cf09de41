import type { Pool, QueryConfig } from 'pg';

const BEGINS = new WeakMap<Pool, string>();

/** How a transaction on a connection of this pool begins. */
export function beginOf(pool: Pool): string {
  return BEGINS.get(pool) ?? 'BEGIN';
}

/**
 * The statement timeout behind a pooler. As a parameter of the connection it would be refused or ignored, and set for
 * the session it would hold for whoever gets that session next: so every transaction sets its own, and a statement alone
 * becomes a transaction. Its three messages are sent at once (`pipeline`), which costs no further round trip.
 *
 * @param timeout ms
 */
export function limitByTransaction(pool: Pool, timeout: number): void {
  const begin = `BEGIN; SET LOCAL statement_timeout = ${timeout}`;
  BEGINS.set(pool, begin);
  const query = async (text: string | QueryConfig, values?: unknown[]) => {
    const client = await pool.connect();
    const [began, answered, ended] = await Promise.allSettled([
      client.query(begin),
      client.query(text as string, values),
      client.query('COMMIT'),
    ]);
    // what refuses a statement also answers the COMMIT, by a rollback: then the connection is fine
    client.release(ended.status === 'rejected' ? (ended.reason as Error) : undefined);
    for (const result of [began, answered, ended]) if (result.status === 'rejected') throw result.reason;
    return (answered as PromiseFulfilledResult<unknown>).value;
  };
  pool.query = query as Pool['query'];
}
