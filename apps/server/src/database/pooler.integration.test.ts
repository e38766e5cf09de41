import { randomBytes } from 'node:crypto';
import { startTcpProxy } from '@likeness/test-kit/chaos';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { databaseUrl } from '../testing/database-for-tests.ts';
import { createPooledDatabase, hasPgBouncer, type PooledDatabase } from '../testing/pgbouncer-for-tests.ts';
import {
  type DatabaseHandle,
  inTransaction,
  isDatabaseUnavailable,
  openDatabase,
  sqlState,
} from './database.ts';
import { type Listener, listen } from './listen.ts';

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

  it('does not start where a pooler keeps sessions and takes no settings for them', async () => {
    const sessions = databaseUrl(database.url, 'sessions');
    await expect(open({ DATABASE_URL: sessions })).rejects.toThrow(
      /^DATABASE_DIRECT_URL: is needed: DATABASE_URL leads through a pooler that takes no settings of a connection/,
    );
    const past = open({ DATABASE_URL: sessions, DATABASE_DIRECT_URL: sessions });
    await expect(past).rejects.toThrow(
      /^DATABASE_DIRECT_URL: leads through a pooler that takes no settings of a connection/,
    );
  });

  it('ordinary statements may go through one that keeps sessions', async () => {
    const handle = await open({
      DATABASE_URL: databaseUrl(database.url, 'sessions'),
      DATABASE_DIRECT_URL: databaseUrl(database.directUrl, 'postgres'),
    });
    expect((await handle.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await handle.close();
  });

  it('a server without a pooler may be named twice', async () => {
    const handle = await open({ DATABASE_URL: database.directUrl, DATABASE_DIRECT_URL: database.directUrl });
    expect(handle.url).toBe(database.directUrl);
    await handle.close();
  });

  it('a pooler that goes away is a database that is unavailable; what goes past it goes on', async () => {
    const proxy = await startTcpProxy(database.url);
    const handle = await open({ DATABASE_URL: proxy.url, DATABASE_DIRECT_URL: database.directUrl });
    const heard: string[] = [];
    const listener = await new Promise<Listener>((resolve) => {
      const made = listen({
        url: () => handle.url,
        channels: { pooler_test: (payload) => heard.push(payload) },
        onListening: () => resolve(made),
        log,
      });
    });
    const ask = (n: number) =>
      handle.pool.query<{ n: number }>('SELECT $1::int AS n', [n]).then(({ rows }) => rows[0]?.n);
    const within = (n: number) =>
      inTransaction(
        handle.db,
        async (tx) => (await tx.execute<{ n: number }>(`SELECT ${n} AS n`)).rows[0]?.n,
      );
    expect([await ask(1), await within(2)]).toEqual([1, 2]);

    // cut in the middle of statements
    const cut = [
      handle.pool.query('SELECT pg_sleep(60)'),
      inTransaction(handle.db, (tx) => tx.execute('SELECT pg_sleep(60)')),
    ];
    const failures = Promise.all(cut.map((one) => one.then(() => false, isDatabaseUnavailable)));
    await expect.poll(() => handle.pool.totalCount - handle.pool.idleCount).toBe(2);
    await proxy.down();
    expect(await failures).toEqual([true, true]);
    const refused = await Promise.all(
      [ask(1), within(2)].map((one) => one.then(() => false, isDatabaseUnavailable)),
    );
    expect(refused).toEqual([true, true]);
    await proxy.up();
    expect([await ask(3), await within(4)]).toEqual([3, 4]);

    await handle.pool.query(`SELECT pg_notify('pooler_test', 'through the pooler')`);
    await expect.poll(() => heard).toEqual(['through the pooler']);
    await listener.stop();
    await handle.close();
    await proxy.close();
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
