import { createHmac } from 'node:crypto';
import type { Client, Pool } from 'pg';
import { ownTokenSecret } from '../auth/token-secret.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { FLEET_CLASS, FLEET_GATE } from './advisory-locks.ts';
import { type HeldLocks, holdLocks } from './hold-locks.ts';

export interface JoinFleet {
  /** Of the configured database, past a pooler. */
  url: string;
  config: Config;
  /** It checks tokens. */
  checksTokens: boolean;
}

/** What a member that checks no tokens shows instead of a secret. */
const NONE = 0;

/**
 * Joins the servers and workers, on whichever machines, that share a configured database: each holds a lock there as long
 * as it runs, whose number is made of the secret that it checks tokens with. So what differs between them is seen when
 * one starts, and nothing is stored that a later change of the secret would contradict.
 *
 * @throws ConfigurationError `LIKENESS_JWT_SECRET` when others go by another secret: they would refuse each other's tokens
 */
export async function joinFleet({ url, config, checksTokens }: JoinFleet): Promise<HeldLocks> {
  const { jwksUrl } = config.access;
  const mine = checksTokens && jwksUrl === undefined ? numberOf(await ownTokenSecret(config)) : NONE;
  let joined = false;
  const held = await holdLocks({
    url,
    applicationName: 'presence',
    async take(client) {
      // of two who come at once the second sees the first
      await client.query('SELECT pg_advisory_lock($1)', [String(FLEET_GATE)]);
      await client.query('SELECT pg_advisory_lock_shared($1, $2)', [FLEET_CLASS, mine]);
      const others = (await othersOn(client)).filter((number) => number !== NONE && number !== mine);
      await client.query('SELECT pg_advisory_unlock($1)', [String(FLEET_GATE)]);
      // whoever runs goes on, also when its connection was lost for a while
      return joined || mine === NONE || others.length === 0;
    },
  });
  if (held === undefined) {
    throw new ConfigurationError(
      'LIKENESS_JWT_SECRET',
      'must be set, to the same on every server: another one that runs on this database checks tokens with another secret, and each would refuse what the other gives out. To change it, stop them all first.',
    );
  }
  joined = true;
  return held;
}

/** Whether no other server or worker runs on the configured database. */
export async function isAlone(pool: Pool, own: HeldLocks | undefined): Promise<boolean> {
  return (await othersOn(own?.client ?? pool)).length === 0;
}

/** Numbers of the others; of all for a connection that is no member itself. */
async function othersOn(connection: Pick<Client | Pool, 'query'>): Promise<number[]> {
  const { rows } = await connection.query<{ number: number }>(
    `SELECT objid::bigint::int AS number FROM pg_locks JOIN pg_database d ON d.oid = database
     WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted
       AND datname = current_database() AND pid <> pg_backend_pid()`,
    [FLEET_CLASS],
  );
  return rows.map(({ number }) => number);
}

/** From 1 to 2³¹ − 1. Tells secrets from each other, and nothing about them. */
function numberOf(secret: Uint8Array): number {
  const digest = createHmac('sha256', secret).update('likeness/token-secret-check/1').digest();
  return (digest.readUInt32BE() % 0x7fffffff) + 1;
}
