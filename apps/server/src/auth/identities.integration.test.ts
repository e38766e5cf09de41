import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import type { Claims } from './claims.ts';
import { createIdentities } from './identities.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const claims = (changes: Partial<Claims> = {}): Claims => ({
  issuer: 'likeness',
  subject: 'alice',
  organization: 'default',
  role: 'user',
  permissions: [],
  ...changes,
});
/** Without a memory of before. */
const resolve = (changes?: Partial<Claims>) => createIdentities(database.db).resolve(claims(changes));

it('makes organization, user and entity once, however many come first', async () => {
  const all = await Promise.all(Array.from({ length: 30 }, () => resolve({ organization: 'rush' })));
  expect(new Set(all.map(({ userId }) => userId)).size).toBe(1);
  const { rows } = await database.pool.query(
    `SELECT e.id, e.type, e.name, e.owner_id, e.organization_id FROM shared.entities e WHERE e.id = $1`,
    [all[0]?.userId],
  );
  expect(rows).toEqual([
    {
      id: all[0]?.userId,
      type: 'user',
      name: 'alice',
      owner_id: all[0]?.userId,
      organization_id: all[0]?.organizationId,
    },
  ]);
});

it('is another person in another organization, under another name or from another issuer', async () => {
  const people = [
    await resolve(),
    await resolve({ organization: 'acme' }),
    await resolve({ subject: 'bob' }),
    await resolve({ subject: 'Alice' }),
    await resolve({ issuer: 'https://issuer.example' }),
  ];
  expect(new Set(people.map(({ userId }) => userId)).size).toBe(people.length);
  const { rows } = await database.pool.query(
    'SELECT count(*)::int AS n FROM shared.entities WHERE id = ANY($1)',
    [people.map(({ userId }) => userId)],
  );
  expect(rows[0].n).toBe(people.length);
});

it('takes role and permissions from the token of this request, not from memory', async () => {
  const identities = createIdentities(database.db);
  const before = await identities.resolve(claims({ role: 'admin', permissions: ['system'] }));
  const after = await identities.resolve(claims());
  expect(after).toEqual({ ...before, role: 'user', permissions: [] });
});
