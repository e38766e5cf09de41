import { setTimeout as delay } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool, QueryConfig, QueryResult } from 'pg';
import type { Logger } from 'pino';
import { ConfigurationError } from '../errors.ts';
import { isDatabaseUnavailable, sqlState } from './errors.ts';
import { closePool, createPool } from './pool.ts';
import { refusal } from './refusal.ts';
import { LagMeter } from './replica-lag.ts';
import * as schema from './schema.ts';
import type { Database } from './types.ts';

export interface ReplicaOptions {
  url: string;
  /** Through a pooler, if the primary is. */
  pooled: boolean;
  primary: Pool;
  /** The role, as `server`. */
  applicationName: string;
  /** Most connections. */
  size: number;
  /** ms that it may be behind */
  mostLag: number;
  log: Logger;
}

export interface Replica {
  /** Reads from the replica while it answers and is not too far behind, else from the primary. */
  db: Database;
  /** Rejects while it is not read from, with the reason. */
  check(): Promise<void>;
  close(patience: number): Promise<void>;
}

const VARIABLE = 'DATABASE_REPLICA_URL';
/** ms between two looks at it, and that it has to answer one */
const LOOK = { interval: 1_000, patience: 2_000 };
/** ms that a statement has before the primary is asked instead */
const PATIENCE = 5_000;

/**
 * A streaming replica, for what may be some moments behind. Whatever fails there is asked of the primary: a replica
 * that is down, behind or lacks a migration costs a record in the log and nothing else.
 *
 * @throws ConfigurationError `DATABASE_REPLICA_URL` when it refuses us, or is not a standby of the primary
 */
export async function openReplica(options: ReplicaOptions): Promise<Replica> {
  const { url, pooled, primary, applicationName, size, mostLag, log } = options;
  const replica = createPool({
    url,
    pooled,
    applicationName: `${applicationName} replica`,
    size,
    statementTimeout: PATIENCE,
    answerMargin: 0,
    log,
  });
  const state = new State(log);
  const meter = new LagMeter();
  const look = async () => {
    const at = performance.now();
    const standing = await standingOf(primary, replica);
    const lag = meter.add({ ...standing, at });
    state.judge(lag <= mostLag ? undefined : 'it is too far behind');
  };
  await look().catch(async (error: Error) => {
    const refused = error instanceof ConfigurationError || !isDatabaseUnavailable(error);
    if (!refused) return state.judge(error.message);
    await closePool(replica, 0);
    throw error instanceof ConfigurationError ? error : refusal({ variable: VARIABLE, url }, error);
  });
  const stopping = new AbortController();
  const looking = keepLooking(look, state, stopping.signal);
  return {
    db: drizzle(new FallingBack({ replica, primary, state }) as unknown as Pool, { schema }),
    async check() {
      if (state.unfit !== undefined) throw new Error(state.unfit);
    },
    async close(patience) {
      stopping.abort();
      await looking;
      await closePool(replica, patience);
    },
  };
}

async function keepLooking(look: () => Promise<void>, state: State, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(LOOK.interval, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    await look().catch((error: Error) => state.judge(error.message));
  }
}

/** @throws ConfigurationError when one is not the standby of the other */
async function standingOf(primary: Pool, replica: Pool): Promise<{ primary: string; replica: string }> {
  const [ours] = await ask<Whereabouts>(
    primary,
    `SELECT pg_current_wal_lsn()::text AS position, ${IDENTITY}`,
  );
  const [theirs] = await ask<Whereabouts & { standby: boolean }>(
    replica,
    `SELECT pg_last_wal_replay_lsn()::text AS position, pg_is_in_recovery() AS standby, ${IDENTITY}`,
  );
  const standby = theirs?.standby && theirs.system === ours?.system && theirs.name === ours?.name;
  if (!standby) {
    throw new ConfigurationError(
      VARIABLE,
      'does not lead to a streaming replica of the database that DATABASE_URL leads to. Set it to one, or leave it out.',
    );
  }
  return { primary: ours?.position ?? '0/0', replica: theirs.position ?? '0/0' };
}

interface Whereabouts {
  position: string | null;
  system: string;
  name: string;
}
const IDENTITY =
  '(SELECT system_identifier FROM pg_control_system())::text AS system, current_database() AS name';

async function ask<T extends object>(pool: Pool, statement: string): Promise<T[]> {
  const timer = new AbortController();
  const late = delay(LOOK.patience, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw Object.assign(new Error(`no answer within ${LOOK.patience} ms`), { code: 'ETIMEDOUT' });
  });
  late.catch(() => {});
  try {
    const { rows } = await Promise.race([pool.query<T>(statement), late]);
    return rows;
  } finally {
    timer.abort();
  }
}

/** Whether the replica is read from; told to the log when that changes. */
class State {
  /** Why it is not; undefined while it is. */
  unfit: string | undefined = 'it was not asked yet';
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  judge(reason: string | undefined): void {
    const before = this.unfit;
    this.unfit = reason;
    if (reason === undefined && before !== undefined) this.#log.info('the replica is read from');
    else if (reason !== undefined && reason !== before) {
      this.#log.warn({ reason }, 'the replica is not read from; the primary is asked instead');
    }
  }
}

/** As much of a pool as reading takes. A class, as drizzle takes plain objects for its settings. */
class FallingBack {
  readonly #from: { replica: Pool; primary: Pool; state: State };

  constructor(from: { replica: Pool; primary: Pool; state: State }) {
    this.#from = from;
  }

  async query(statement: QueryConfig, values?: unknown[]): Promise<QueryResult> {
    const { replica, primary, state } = this.#from;
    if (state.unfit === undefined) {
      try {
        return await replica.query(statement, values);
      } catch (error) {
        // a statement that was too slow, or met the replay, says nothing of the next one
        const away = isDatabaseUnavailable(error) && sqlState(error) !== '57014';
        if (away) state.judge((error as Error).message);
      }
    }
    return primary.query(statement, values);
  }
}
