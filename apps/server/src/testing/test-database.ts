import { randomBytes } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Client } from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import type { DatabaseHandle } from '../database/database.ts';
import { createPool } from '../database/pool.ts';
import * as schema from '../database/schema.ts';
import { databaseUrl } from './database-for-tests.ts';

export interface TestDatabase extends DatabaseHandle {
  /** Closes it and removes it, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * A fresh, migrated database of the caller's own, on the server of the integration tests.
 *
 * @example
 * const database = await createTestDatabase();
 * afterAll(() => database.drop());
 */
export async function createTestDatabase({
  empty = false,
  poolSize = 20,
}: {
  /** Without the migrations. */ empty?: boolean;
  /** Most connections. */
  poolSize?: number;
} = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${empty ? 'template0' : inject('templateDatabase')}`);
  const url = databaseUrl(inject('adminDatabaseUrl'), name);
  // the same server through PgBouncer, for all that goes through the pool
  const through = process.env.LIKENESS_TEST_THROUGH;
  const log = pino({ level: 'silent' });
  const pool = createPool({
    url: through ? databaseUrl(through, name) : url,
    pooled: Boolean(through),
    applicationName: 'test',
    size: poolSize,
    statementTimeout: 60_000,
    log,
  });
  const db = drizzle(pool, { schema });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= pool.end();
    return closing;
  };
  return {
    db,
    lists: db,
    pool,
    url,
    embedded: false,
    alone: async () => true,
    close,
    drop: async () => {
      await close();
      await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject('adminDatabaseUrl') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
