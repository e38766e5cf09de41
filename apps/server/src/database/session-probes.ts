import { randomBytes } from 'node:crypto';

/** A connection, as the probes need it. */
export interface Probed {
  query<T>(text: string, values?: unknown[]): Promise<T[]>;
}

/** Rounds of the first probe: one tells unless other clients of the pooler come in between at just that moment. */
const ROUNDS = 10;

/**
 * Whether a pooler lends sessions for a transaction only: LISTEN and locks of sessions would be lost.
 *
 * Not asked by name, but seen by what it does. Connections that are open at the same time have a process of the server
 * each, and keep it. Behind a transaction pooler the first gives its process back after each statement; the second, in a
 * transaction, is lent either that very one or another, and then the first finds its own in use or changed, whether the
 * pooler lends the youngest or goes in turn. The first holds nothing while the second waits, so nobody waits for ever.
 */
export async function handsSessionsRound(one: Probed, other: Probed): Promise<boolean> {
  const first = await processOf(one);
  for (let round = 0; round < ROUNDS; round += 1) {
    await other.query('BEGIN');
    const second = await processOf(other);
    if (second === first) return true;
    if ((await processOf(one)) !== first) return true;
    await other.query('ROLLBACK');
  }
  return false;
}

async function processOf({ query }: Probed): Promise<number> {
  const [row] = await query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return row?.pid ?? 0;
}

/**
 * Whether two addresses lead to one database of one server: a lock that one of them holds, the other cannot have. Needs
 * no rights, and is not taken in by a copy of the server.
 *
 * @param one may lead through a pooler
 * @param direct may not
 */
export async function isSameDatabase(one: Probed, direct: Probed): Promise<boolean> {
  const key = String(randomBytes(8).readBigInt64BE());
  await one.query('BEGIN');
  await one.query('SELECT pg_advisory_xact_lock($1)', [key]);
  const [answer] = await direct.query<{ had: boolean }>('SELECT pg_try_advisory_lock($1) AS had', [key]);
  await one.query('ROLLBACK');
  return answer?.had === false;
}
