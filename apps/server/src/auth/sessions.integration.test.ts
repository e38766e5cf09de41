import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createIdentities } from './identities.ts';
import { createSessions, isSessionSecret } from './sessions.ts';

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

it('says whose it is; the database keeps no secret', async () => {
  const sessions = createSessions(database.db);
  const { userId } = await personCalled('ada');
  const before = Date.now();
  const secret = await sessions.openFor({ userId, role: 'admin' }, 60);
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
    await sessions.openFor({ userId, role: 'user' }, 60),
    await sessions.openFor({ userId, role: 'user' }, 0),
    await sessions.openFor({ userId, role: 'user' }, 60),
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
