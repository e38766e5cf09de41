import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { createPooledDatabase, hasPgBouncer, type PooledDatabase } from '../testing/pgbouncer-for-tests.ts';
import { type DatabaseHandle, inTransaction, openDatabase, sqlState } from './database.ts';

const log = pino({ level: 'silent' });

describe.skipIf(!hasPgBouncer)('behind PgBouncer in transaction mode', () => {
  let database: PooledDatabase;
  let other: PooledDatabase;
  beforeAll(async () => {
    [database, other] = await Promise.all([createPooledDatabase(), createPooledDatabase()]);
  });
  afterAll(() => Promise.all([database.drop(), other.drop()]));

  const open = (env: Record<string, string>) =>
    openDatabase({
      config: loadConfig({ DATABASE_URL: database.url, ...env }),
      log,
      applicationName: 'test',
      migrate: false,
      patience: 300,
    });

  it('does not start without DATABASE_DIRECT_URL, however busy the pooler is', async () => {
    const refusal = /^DATABASE_DIRECT_URL: is needed: DATABASE_URL leads through a pooler/;
    await expect(open({})).rejects.toThrow(refusal);
    // others that take sessions of the pooler and give them back all the time
    let over = false;
    const busy = Array.from({ length: 8 }, async () => {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      while (!over) await client.query('SELECT pg_sleep(random() * 0.002)');
      await client.end();
    });
    for (let start = 0; start < 20; start += 1) await expect(open({})).rejects.toThrow(refusal);
    over = true;
    await Promise.all(busy);
  });

  it('does not start when that one leads through the pooler too, or to another database or server', async () => {
    await expect(open({ DATABASE_DIRECT_URL: database.url })).rejects.toThrow(
      /^DATABASE_DIRECT_URL: leads through a pooler/,
    );
    await expect(open({ DATABASE_DIRECT_URL: other.directUrl })).rejects.toThrow(
      /^DATABASE_DIRECT_URL: leads to another database than DATABASE_URL/,
    );
    const wrong = new URL(database.directUrl);
    wrong.password = 'a-wrong-one';
    await expect(open({ DATABASE_DIRECT_URL: wrong.href })).rejects.toThrow(
      /^DATABASE_DIRECT_URL: the server at [^ ]+ refuses the user or the password/,
    );
  });

  it('a server without a pooler may be named twice', async () => {
    const handle = await open({ DATABASE_URL: database.directUrl, DATABASE_DIRECT_URL: database.directUrl });
    await handle.close();
  });

  describe('with it', () => {
    let handle: DatabaseHandle;
    beforeAll(async () => {
      handle = await open({
        DATABASE_DIRECT_URL: database.directUrl,
        LIKENESS_DATABASE_STATEMENT_TIMEOUT: '200ms',
      });
    });
    afterAll(() => handle.close());

    it('sessions are asked for past the pooler', () => {
      expect(handle.url).toBe(database.directUrl);
    });

    it('a statement alone and one in a transaction end at the statement timeout, on the server', async () => {
      const state = (failed: unknown) => sqlState(failed);
      expect(await handle.pool.query('SELECT pg_sleep(60)').catch(state)).toBe('57014');
      const within = inTransaction(handle.db, (tx) => tx.execute('SELECT pg_sleep(60)'));
      expect(await within.catch(state)).toBe('57014');
      const { rows } = await handle.pool.query('SELECT 1 AS one');
      expect(rows).toEqual([{ one: 1 }]);
    });

    it('the timeout is not left behind in the session that the pooler hands on', async () => {
      await handle.pool.query('SELECT 1');
      const stranger = new Client({ connectionString: database.url });
      await stranger.connect();
      const { rows } = await stranger.query(`SELECT current_setting('statement_timeout') AS timeout`);
      await stranger.end();
      expect(rows).toEqual([{ timeout: '0' }]);
    });

    it('a refused statement changes nothing and costs no connection', async () => {
      const table = `t${randomBytes(4).toString('hex')}`;
      await handle.pool.query(`CREATE TABLE ${table} (id int PRIMARY KEY)`);
      await handle.pool.query(`INSERT INTO ${table} VALUES ($1)`, [1]);
      const connections = handle.pool.totalCount;
      const twice = handle.pool.query(`INSERT INTO ${table} VALUES ($1), ($2)`, [2, 1]);
      expect(await twice.catch((failed: unknown) => sqlState(failed))).toBe('23505');
      expect(await handle.pool.query(`SELCT`).catch((failed: unknown) => sqlState(failed))).toBe('42601');
      expect(handle.pool.totalCount).toBe(connections);
      const { rows } = await handle.pool.query({ text: `SELECT id FROM ${table}` });
      expect(rows).toEqual([{ id: 1 }]);
    });

    it('two hundred statements at once, alone and in transactions, each get their own answer', async () => {
      const alone = Array.from({ length: 100 }, async (_, n) => {
        const { rows } = await handle.pool.query<{ n: number }>('SELECT $1::int AS n', [n]);
        return rows[0]?.n;
      });
      const together = Array.from({ length: 100 }, (_, n) =>
        inTransaction(handle.db, async (tx) => {
          const first = await tx.execute<{ pid: number }>('SELECT pg_backend_pid() AS pid');
          const second = await tx.execute<{ pid: number }>('SELECT pg_backend_pid() AS pid');
          return first.rows[0]?.pid === second.rows[0]?.pid ? n : -1;
        }),
      );
      const numbers = Array.from({ length: 100 }, (_, n) => n);
      expect(await Promise.all(alone)).toEqual(numbers);
      expect(await Promise.all(together)).toEqual(numbers);
    });
  });
});
