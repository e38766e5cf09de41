import { createServer, type Server } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { openDatabase } from './database.ts';
import { freePort } from './embedded/postmaster.ts';

/** The messages of a server of version 14: AuthenticationOk, ReadyForQuery, and one row that says 14. */
const READY = '5a0000000549';
const WELCOME = `520000000800000000${READY}`;
const COLUMN = '5400000020000176657273696f6e0000000000000000000017000400000000000044000000';
const ROW = '0c0001000000023134';
const COMPLETE = '430000000d53454c454354203100';

let ancient: Server;
let ancientUrl: string;
beforeAll(async () => {
  ancient = createServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from(WELCOME, 'hex'));
      socket.on('data', (data) => {
        if (data[0] !== 0x51) return socket.end();
        return socket.write(Buffer.from(COLUMN + ROW + COMPLETE + READY, 'hex'));
      });
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => {
    ancient.listen(port, '127.0.0.1', resolve);
  });
  ancientUrl = `postgres://user:secret@127.0.0.1:${port}/db?sslmode=disable`;
});
afterAll(() => {
  ancient.close();
});

const open = (url: string, more: { closePatience?: number } = {}) =>
  openDatabase({
    ...more,
    config: loadConfig({ DATABASE_URL: url }),
    log: pino({ level: 'silent' }),
    applicationName: 'test',
    migrate: false,
    patience: 300,
  });

test('DATABASE_URL opens a server, and says who is there', async () => {
  const handle = await open(inject('adminDatabaseUrl'));
  const { rows } = await handle.pool.query(
    `SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS timeout`,
  );
  expect(rows).toEqual([{ name: 'likeness test', timeout: '30s' }]);
  expect(handle.embedded).toBe(false);
  await handle.close();
});

test('closing waits for statements, and cuts what is never given back', async () => {
  const handle = await open(inject('adminDatabaseUrl'));
  const slow = handle.pool.query('SELECT pg_sleep(0.2)');
  const leftAlone = await handle.pool.connect();
  leftAlone.release();
  await handle.close();
  expect((await slow).rowCount).toBe(1);

  const leaky = await open(inject('adminDatabaseUrl'), { closePatience: 200 });
  const client = await leaky.pool.connect();
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
  });
  const stuck = client.query('SELECT pg_sleep(60)');
  await Promise.all([expect(stuck).rejects.toThrow('Connection terminated'), leaky.close(), ended]);
});

test('what is wrong with it is one sentence with the name of the variable, without the password', async () => {
  const admin = new URL(inject('adminDatabaseUrl'));
  const change = (part: 'password' | 'pathname' | 'port', value: string) => {
    const url = new URL(admin);
    url[part] = value;
    return url.href;
  };
  await expect(open(change('password', 'wrong-secret'))).rejects.toThrow(
    /^DATABASE_URL: the server at [^ ]+ refuses the user or the password/,
  );
  await expect(open(change('pathname', '/nowhere'))).rejects.toThrow(
    /^DATABASE_URL: there is no database nowhere at/,
  );
  const closed = open(change('port', String(await freePort())));
  await expect(closed).rejects.toThrow(
    /^DATABASE_URL: the database at [^ ]+ cannot be reached \(.*ECONNREFUSED/,
  );
  await expect(closed).rejects.not.toThrow(admin.password);
  await expect(open(ancientUrl)).rejects.toThrow(
    'DATABASE_URL: the server is PostgreSQL 14; Likeness needs 15',
  );
});
