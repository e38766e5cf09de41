import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { databaseUrl } from './database-for-tests.ts';

const direct = process.env.LIKENESS_TEST_POSTGRES_URL;
const pooled = process.env.LIKENESS_TEST_PGBOUNCER_URL;

/** Both of `scripts/services.sh`; without them the suites behind a pooler are skipped, which is said loudly. */
export const hasPgBouncer = Boolean(direct && pooled);

if (!hasPgBouncer) {
  console.warn('MISSING: PgBouncer; nothing is tested behind a pooler. scripts/services.sh up pgbouncer');
}

export interface PooledDatabase {
  /** Through PgBouncer in transaction mode. */
  url: string;
  /** Past it. */
  directUrl: string;
  drop(): Promise<void>;
}

/** An empty database of the caller's own on the server that PgBouncer is in front of. */
export async function createPooledDatabase(): Promise<PooledDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name}`);
  return {
    url: databaseUrl(pooled ?? '', name),
    directUrl: databaseUrl(direct ?? '', name),
    drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: direct });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
