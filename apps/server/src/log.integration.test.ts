import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from './testing/test-app.ts';

const USER = 'zephyrine@quillfeather.example';
const NAME = 'Zephyrine Quillfeather';

let test: TestApp;
let other: Client;
let written = '';
beforeAll(async () => {
  test = await createTestApp({
    logTo: {
      write(line) {
        written += line;
      },
    },
  });
  other = new Client({ connectionString: test.services.database.url });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await test.close();
});

/** Ends every connection that waits for the lock, as long as there are such. */
const END_WAITING = `SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

it.each([
  ['who asks', 'shared.users', 'ACCESS EXCLUSIVE'],
  ['what is written', 'avatar.avatars', 'SHARE'],
])('a statement that fails leaves nothing of %s in the log', async (_what, table, mode) => {
  written = '';
  const headers = await test.as({ userId: USER });
  await other.query('BEGIN');
  await other.query(`LOCK TABLE ${table} IN ${mode} MODE`);
  let status = 0;
  const asked = test.app
    .inject({
      method: 'POST',
      url: '/api/v1/avatars/measurement-based',
      headers,
      payload: { name: NAME, sex: 'female', measurements: { height: 168.3719 } },
    })
    .then((answer) => {
      status = answer.statusCode;
    });
  await expect
    .poll(async () => (await other.query(END_WAITING)) && status, { timeout: 60_000 })
    .toBeGreaterThan(0);
  await other.query('ROLLBACK');
  await asked;
  expect(status).toBe(503);
  expect(written).toContain('Failed query: ');
  for (const told of [USER, NAME, '168.3719']) expect(written).not.toContain(told);
});
