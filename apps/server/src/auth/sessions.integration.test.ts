import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetPerson } from '../admin/forget-person.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createIdentities } from './identities.ts';
import { createSessions, isSessionSecret, type Sessions } from './sessions.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const personCalled = (subject: string) =>
  createIdentities(database.db).resolve({
    issuer: 'https://id.example',
    subject,
    organization: 'acme',
    role: 'user',
    permissions: [],
  });

async function open(...given: Parameters<Sessions['openFor']>): Promise<string> {
  const secret = await createSessions(database.db).openFor(...given);
  if (secret === undefined) throw new Error('no session was opened');
  return secret;
}

it('says whose it is; the database keeps no secret', async () => {
  const sessions = createSessions(database.db);
  const { userId } = await personCalled('ada');
  const before = Date.now();
  const secret = await open({ userId, role: 'admin' }, 60);
  expect(isSessionSecret(secret)).toBe(true);
  const found = await sessions.find(secret);
  expect(found).toEqual({
    issuer: 'https://id.example',
    subject: 'ada',
    organization: 'acme',
    role: 'admin',
    permissions: [],
    session: expect.any(String),
    expiresAt: expect.any(Number),
  });
  expect(Math.abs((found?.expiresAt ?? 0) - before - 60_000)).toBeLessThan(30_000);
  const { rows } = await database.pool.query('SELECT * FROM shared.sessions WHERE user_id = $1', [userId]);
  expect(JSON.stringify(rows)).not.toContain(secret.slice('session_'.length));
});

it('is nothing once it is ended or over, or when the person is gone', async () => {
  const sessions = createSessions(database.db);
  const { userId } = await personCalled('bob');
  const [ended, over, kept] = [
    await open({ userId, role: 'user' }, 60),
    await open({ userId, role: 'user' }, 0),
    await open({ userId, role: 'user' }, 60),
  ];
  await sessions.end((await sessions.find(ended))?.session ?? '');
  expect(await sessions.find(ended)).toBeUndefined();
  expect(await sessions.find(over)).toBeUndefined();
  expect(await sessions.find(`${kept}x`)).toBeUndefined();
  expect(await sessions.find(kept)).toBeDefined();
  await database.pool.query('DELETE FROM shared.entities WHERE owner_id = $1', [userId]);
  await database.pool.query('DELETE FROM shared.users WHERE id = $1', [userId]);
  expect(await sessions.find(kept)).toBeUndefined();
});

it('is opened for nobody who was erased, and one that a restore brought back is nothing', async () => {
  const sessions = createSessions(database.db);
  const { userId } = await personCalled('cid');
  const kept = await open({ userId, role: 'user' }, 60);
  await database.pool.query('UPDATE shared.users SET erased_at = now() WHERE id = $1', [userId]);
  expect(await sessions.find(kept)).toBeUndefined();
  expect(await sessions.openFor({ userId, role: 'user' }, 60)).toBeUndefined();
});

it('waits for an erasure that is under way, and is none then', async () => {
  const sessions = createSessions(database.db);
  const { userId } = await personCalled('dan');
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('UPDATE shared.users SET erased_at = now() WHERE id = $1', [userId]);
    const late = sessions.openFor({ userId, role: 'user' }, 60);
    const waiting = async () =>
      (
        await database.pool.query(`SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE NOT l.granted AND a.datname = current_database()`)
      ).rowCount;
    await expect.poll(waiting, { timeout: 20_000 }).toBeGreaterThan(0);
    await client.query('COMMIT');
    expect(await late).toBeUndefined();
  } finally {
    client.release();
  }
  await forgetPerson(database.db, userId);
  const { rows } = await database.pool.query('SELECT FROM shared.sessions WHERE user_id = $1', [userId]);
  expect(rows).toEqual([]);
});

it.each(['session_', 'session_x', `session_${'x'.repeat(44)}`, `session_${'='.repeat(43)}`, 'x'.repeat(51)])(
  '%s is no secret of a session',
  (cookie) => {
    expect(isSessionSecret(cookie)).toBe(false);
  },
);
