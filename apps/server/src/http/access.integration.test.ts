import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
interface Row {
  method: Method;
  path: string;
  may: Record<'anonymous' | 'user' | 'premium' | 'admin', boolean>;
}

/** `docs/reference/access.md`, which says it to people. */
const table = readFileSync(new URL('../../../../docs/reference/access.md', import.meta.url), 'utf8');
const rows: Row[] = [...table.matchAll(/^\| `(\w+) (\S+)` \| (\w+) \| (\w+) \| (\w+) \| (\w+) \|$/gm)].map(
  ([, method, path = '', anonymous, user, premium, admin]) => ({
    method: method as Method,
    path,
    may: {
      anonymous: anonymous === 'yes',
      user: user === 'yes',
      premium: premium === 'yes',
      admin: admin === 'yes',
    },
  }),
);

async function ask({ method, path }: Row, headers: Record<string, string>) {
  const url = path
    .replace('{collection}', 'users')
    .replace('{id}', 'me')
    .replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000');
  return test.app.inject({ method, url, headers });
}

it('lists every route', () => {
  const { paths = {} } = test.app.swagger() as { paths?: Record<string, object> };
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(rows.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(described.toSorted());
  expect(rows.length).toBeGreaterThan(10);
});

type Caller = keyof Row['may'];
const callers: Caller[] = ['anonymous', 'user', 'premium', 'admin'];
const cases = rows.flatMap((row) => callers.map((caller) => ({ ...row, caller, open: row.may[caller] })));

it.each(cases)('$method $path for $caller: $open', async ({ caller, open, ...row }) => {
  const headers = caller === 'anonymous' ? {} : await test.as({ userId: `${caller}-1`, role: caller });
  const answer = await ask(row, headers);
  const refused = [401, 403].includes(answer.statusCode) ? answer.json().code : 'let in';
  const refusal = caller === 'anonymous' ? 'token_required' : 'forbidden';
  expect(refused).toBe(open ? 'let in' : refusal);
  expect(answer.statusCode).toBeLessThan(500);
});

it.each(rows.filter(({ may }) => !may.anonymous))('$method $path opens to no bad token', async (row) => {
  const forged = await ask(row, { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOiJhIn0.' });
  const expired = await ask(row, await test.as({ userId: 'late', role: 'admin', expiresIn: -3_600_000 }));
  const basic = await ask(row, { authorization: 'Basic YTpi' });
  const answers = [forged, expired, basic];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
  expect(answers.map((answer) => answer.json().code)).toEqual([
    'invalid_token',
    'token_expired',
    'token_required',
  ]);
  expect(answers.map(({ headers }) => headers['www-authenticate'])).toEqual([
    'Bearer error="invalid_token"',
    'Bearer error="invalid_token", error_description="expired"',
    'Bearer',
  ]);
});
