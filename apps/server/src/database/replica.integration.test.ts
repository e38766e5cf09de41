import { Writable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { createLog } from '../log.ts';
import { databaseUrl } from '../testing/database-for-tests.ts';
import { createDebianPostgres, type DebianPostgres, hasDebianPostgres } from '../testing/debian-postgres.ts';
import { type DatabaseHandle, openDatabase } from './database.ts';

let written = '';
const log = createLog({
  level: 'info',
  to: new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  }),
});

describe.skipIf(!hasDebianPostgres)('DATABASE_REPLICA_URL', () => {
  let primary: DebianPostgres;
  let replica: DebianPostgres;
  let handle: DatabaseHandle;
  beforeAll(async () => {
    primary = await createDebianPostgres();
    replica = await primary.replica();
    handle = await open(replica.url);
    await handle.pool.query('CREATE TABLE numbers (n int)');
  });
  afterAll(async () => {
    await handle.close();
    await Promise.all([primary.remove(), replica.remove()]);
  });

  const open = (replicaUrl: string, env: Record<string, string> = {}) =>
    openDatabase({
      config: loadConfig({
        DATABASE_URL: primary.url,
        DATABASE_REPLICA_URL: replicaUrl,
        LIKENESS_DATABASE_REPLICA_LAG: '2s',
        ...env,
      }),
      log,
      applicationName: 'server',
      migrate: false,
      readReplica: true,
      patience: 2_000,
    });

  /** Which server answers a list now. */
  const reader = async () => {
    const { rows } = await handle.lists.execute<{ standby: boolean }>(
      sql`SELECT pg_is_in_recovery() AS standby`,
    );
    return rows[0]?.standby ? 'replica' : 'primary';
  };
  const readFrom = (which: 'primary' | 'replica') => expect.poll(reader, { timeout: 30_000 }).toBe(which);

  /** Reads lists without a pause until the end; every failure is counted. */
  function readAllTheTime() {
    const counts = { answered: 0, failed: 0 };
    let over = false;
    const running = (async () => {
      while (!over) {
        await reader().then(
          () => {
            counts.answered += 1;
          },
          () => {
            counts.failed += 1;
          },
        );
      }
    })();
    return {
      counts,
      async stop() {
        over = true;
        await running;
      },
    };
  }

  it('lists come from the replica, everything else from the primary', async () => {
    await readFrom('replica');
    const { rows } = await handle.db.execute(sql`SELECT pg_is_in_recovery() AS standby`);
    expect(rows).toEqual([{ standby: false }]);
    await expect(handle.replica?.check()).resolves.toBeUndefined();
  });

  it('what the replica lacks is asked of the primary', async () => {
    const pause = new Client({ connectionString: replica.url });
    await pause.connect();
    await pause.query('SELECT pg_wal_replay_pause()');
    await handle.pool.query('CREATE TABLE newer (n int)');
    const { rows } = await handle.lists.execute(sql`SELECT count(*)::int AS n FROM newer`);
    expect(rows).toEqual([{ n: 0 }]);
    await pause.query('SELECT pg_wal_replay_resume()');
    await pause.end();
  });

  it('one that falls behind is not read from until it has caught up', async () => {
    const pause = new Client({ connectionString: replica.url });
    await pause.connect();
    await pause.query('SELECT pg_wal_replay_pause()');
    await handle.pool.query('INSERT INTO numbers VALUES (1)');
    await readFrom('primary');
    await expect(handle.replica?.check()).rejects.toThrow('too far behind');
    const { rows } = await handle.lists.execute(sql`SELECT n FROM numbers`);
    expect(rows).toEqual([{ n: 1 }]);
    await pause.query('SELECT pg_wal_replay_resume()');
    await pause.end();
    await readFrom('replica');
  });

  it('one that goes down, is silent and comes back costs no caller anything', async () => {
    await readFrom('replica');
    const readers = [readAllTheTime(), readAllTheTime(), readAllTheTime()];
    await replica.stop();
    await readFrom('primary');
    await replica.start();
    await readFrom('replica');
    await replica.freeze();
    await readFrom('primary');
    await replica.thaw();
    await readFrom('replica');
    await Promise.all(readers.map((one) => one.stop()));
    for (const { counts } of readers) {
      expect(counts.failed).toBe(0);
      expect(counts.answered).toBeGreaterThan(0);
    }
    expect(written).toContain('the replica is not read from; the primary is asked instead');
    expect(written).toContain('the replica is read from');
    expect(written).not.toContain(new URL(replica.url).password);
  });

  it('one that is down at the start is read from once it is there', async () => {
    await replica.stop();
    const early = await open(replica.url);
    await expect(early.replica?.check()).rejects.toThrow();
    const ask = async () => {
      const { rows } = await early.lists.execute<{ standby: boolean }>(
        sql`SELECT pg_is_in_recovery() AS standby`,
      );
      return rows[0]?.standby;
    };
    expect(await ask()).toBe(false);
    await replica.start();
    await expect.poll(ask, { timeout: 30_000 }).toBe(true);
    await early.close();
  });

  it('the rights of an ordinary user are enough', async () => {
    await handle.pool.query(`CREATE ROLE ordinary LOGIN PASSWORD 'of-a-test'`);
    const as = (url: string) => {
      const address = new URL(url);
      [address.username, address.password] = ['ordinary', 'of-a-test'];
      return address.href;
    };
    await readFrom('replica');
    const theirs = await open(as(replica.url), { DATABASE_URL: as(primary.url) });
    await expect.poll(() => theirs.replica?.check(), { timeout: 30_000 }).toBeUndefined();
    await theirs.close();
  });

  it('another server, another database, the primary itself and a wrong password stop the start', async () => {
    const another = await createDebianPostgres();
    onTestFinished(() => another.remove());
    await handle.pool.query('CREATE DATABASE another');
    const refused = /^DATABASE_REPLICA_URL: does not lead to a streaming replica of the database/;
    await expect(open(another.url)).rejects.toThrow(refused);
    await expect(open(primary.url)).rejects.toThrow(refused);
    await expect
      .poll(() => open(databaseUrl(replica.url, 'another')).catch((error: Error) => error.message), {
        timeout: 30_000,
      })
      .toMatch(refused);
    const wrong = new URL(replica.url);
    wrong.password = 'a-wrong-one';
    await expect(open(wrong.href)).rejects.toThrow(
      /^DATABASE_REPLICA_URL: the server at [^ ]+ refuses the user or the password/,
    );
  });

  it('a standby is no DATABASE_URL', async () => {
    await expect(open(replica.url, { DATABASE_URL: replica.url })).rejects.toThrow(
      /^DATABASE_URL: leads to a standby, which cannot be written to/,
    );
  });
});
