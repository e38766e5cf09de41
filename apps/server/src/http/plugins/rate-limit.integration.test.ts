import { afterEach, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let test: TestApp;
afterEach(() => test.close());

const SESSION = '/api/v1/session';
const limitedTo = (max: number, env: Record<string, string> = {}) =>
  createTestApp({ env: { LIKENESS_RATE_LIMIT_PER_MINUTE: String(max), ...env } });

async function statuses(
  times: number,
  request: (n: number) => { url: string; headers?: Record<string, string>; remoteAddress?: string },
) {
  const found: number[] = [];
  for (let n = 0; n < times; n += 1) found.push((await test.app.inject(request(n))).statusCode);
  return found;
}

it('counts down, then answers 429 with the time to wait; another user is not held up', async () => {
  test = await limitedTo(3);
  const headers = await test.as({ userId: 'alice' });
  const first = await test.app.inject({ url: SESSION, headers });
  expect(first.headers).toMatchObject({
    'ratelimit-limit': '3',
    'ratelimit-remaining': '2',
    'ratelimit-reset': '60',
  });
  expect(await statuses(3, () => ({ url: SESSION, headers }))).toEqual([200, 200, 429]);
  const refused = await test.app.inject({ url: SESSION, headers });
  expect(refused.json()).toMatchObject({ code: 'too_many_requests', success: false });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  expect(
    (await test.app.inject({ url: SESSION, headers: await test.as({ userId: 'bob' }) })).statusCode,
  ).toBe(200);
});

it('slows guessing down by address, whatever X-Forwarded-For says, and not those who are signed in', async () => {
  test = await limitedTo(3);
  const guess = (n: number) => ({
    url: SESSION,
    headers: { authorization: `Bearer guess-${n}`, 'x-forwarded-for': `10.0.0.${n}` },
  });
  expect(await statuses(5, guess)).toEqual([401, 401, 401, 429, 429]);
  expect((await test.app.inject({ ...guess(9), remoteAddress: '192.0.2.7' })).statusCode).toBe(401);
  expect(
    (await test.app.inject({ url: SESSION, headers: await test.as({ userId: 'alice' }) })).statusCode,
  ).toBe(200);
});

it('slows guessing of sign-in codes down', async () => {
  test = await limitedTo(2);
  const guess = () => test.app.inject({ method: 'POST', url: SESSION, payload: { code: 'guess' } });
  const answers = [await guess(), await guess(), await guess()];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 429]);
});

it('behind a proxy believes the address that the proxy saw, not what was written before it', async () => {
  test = await limitedTo(2, { LIKENESS_TRUST_PROXY: 'on' });
  const from = (spoofed: number, seen: string) => ({
    url: SESSION,
    headers: { 'x-forwarded-for': `10.9.9.${spoofed}, ${seen}` },
  });
  expect(await statuses(3, (n) => from(n, '192.0.2.1'))).toEqual([200, 200, 429]);
  expect(await statuses(1, () => from(1, '192.0.2.2'))).toEqual([200]);
});

it('counts no pictures, pages or health', async () => {
  test = await limitedTo(1);
  for (const url of ['/health', '/', '/openapi.json']) {
    expect(await statuses(3, () => ({ url }))).toEqual([200, 200, 200]);
  }
  const url = '/avatars/00000000-0000-4000-8000-000000000000/small.jpg';
  expect(await statuses(3, () => ({ url }))).toEqual([404, 404, 404]);
});

it('can be turned off', async () => {
  test = await limitedTo(1, { LIKENESS_RATE_LIMITS: 'off' });
  expect(await statuses(3, () => ({ url: SESSION }))).toEqual([200, 200, 200]);
});
