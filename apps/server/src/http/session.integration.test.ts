import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignInCode } from '../auth/sign-in-code.ts';
import { forgetExpired } from '../cleanup/forget-expired.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
const lines: string[] = [];
beforeAll(async () => {
  test = await createTestApp({ logTo: { write: (line) => void lines.push(line) } });
});
afterAll(() => test.close());

const signIn = (code: string) =>
  test.app.inject({ method: 'POST', url: '/api/v1/session', payload: { code } });
const newCode = () => createSignInCode(test.services.database.db);

async function cookie(): Promise<string> {
  const answer = await signIn(await newCode());
  return `likeness_session=${answer.cookies[0]?.value}`;
}

describe('the sign-in link', () => {
  it('works once, for a local admin', async () => {
    const code = await newCode();
    const answer = await signIn(code);
    expect(answer.statusCode).toBe(201);
    expect(answer.json().data).toMatchObject({ userId: 'local', role: 'admin', organization: 'default' });
    expect(answer.headers['set-cookie']).toMatch(
      /^likeness_session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const again = await signIn(code);
    expect(again.statusCode).toBe(401);
    expect(again.json().code).toBe('invalid_sign_in_code');
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('lets one of many in who bring the same code at once', async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(code)));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
  });

  it('runs out', async () => {
    const code = await newCode();
    const kept = await test.services.database.pool.query(
      `UPDATE shared.sign_in_codes SET expires_at = expires_at - interval '15 minutes' RETURNING hash`,
    );
    expect((await signIn(code)).statusCode).toBe(401);
    for (const { hash } of kept.rows) expect(Buffer.from(hash).toString()).not.toContain(code);
  });

  it('is written to no log, and neither is the session', async () => {
    const code = await newCode();
    const session = (await signIn(code)).cookies[0]?.value ?? '?';
    await test.app.inject({
      url: `/api/v1/session?code=${code}`,
      headers: { authorization: `Bearer ${session}x` },
    });
    const all = lines.join('');
    expect(all).toContain('access refused');
    expect(all).not.toContain(code);
    expect(all).not.toContain(session.slice(-20));
  });
});

describe('a session by cookie', () => {
  it('tells who one is', async () => {
    const answer = await test.app.inject({ url: '/api/v1/session', headers: { cookie: await cookie() } });
    expect(answer.json().data.userId).toBe('local');
  });

  it('is over when one signs out, whoever kept the cookie, and no other session with it', async () => {
    const [mine, another] = [await cookie(), await cookie()];
    const kept = mine.replace('likeness_session=', '');
    const ask = (headers: Record<string, string>) =>
      test.app.inject({ url: '/api/v1/users/me/avatar/history', headers });
    expect((await ask({ cookie: mine })).statusCode).toBe(200);
    await test.app.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: { cookie: mine, 'sec-fetch-site': 'same-origin' },
    });
    for (const headers of [{ cookie: mine }, { authorization: `Bearer ${kept}` }]) {
      const answer = await ask(headers);
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'invalid_token']);
    }
    expect((await ask({ cookie: another })).statusCode).toBe(200);
  });

  it('is over after twelve hours, and then forgotten', async () => {
    const mine = await cookie();
    const { db, pool } = test.services.database;
    const ask = () => test.app.inject({ url: '/api/v1/session', headers: { cookie: mine } });
    await pool.query(`UPDATE shared.sessions SET expires_at = expires_at - interval '11 hours 59 minutes'`);
    await forgetExpired(db);
    expect((await ask()).json().data.userId).toBe('local');
    await pool.query(`UPDATE shared.sessions SET expires_at = expires_at - interval '1 minute'`);
    expect((await ask()).json().data).toBeNull();
    await forgetExpired(db);
    expect((await pool.query('SELECT FROM shared.sessions')).rowCount).toBe(0);
  });

  it('is not made by putting a token into the cookie', async () => {
    const { authorization } = await test.as({ userId: 'alice' });
    const pretended = `likeness_session=${authorization.replace('Bearer ', '')}`;
    const url = '/api/v1/users/me/avatar/history';
    expect((await test.app.inject({ url, headers: { cookie: pretended } })).statusCode).toBe(401);
  });

  it('nobody is told so: a first visit is no failure; a bad token is', async () => {
    const nobody = await test.app.inject('/api/v1/session');
    expect([nobody.statusCode, nobody.json()]).toEqual([200, { success: true, data: null }]);
    const bad = await test.app.inject({ url: '/api/v1/session', headers: { authorization: 'Bearer x' } });
    expect([bad.statusCode, bad.json().code]).toEqual([401, 'invalid_token']);
  });

  it.each<[string, Record<string, string>, number]>([
    ['from a page of ours', { 'sec-fetch-site': 'same-origin' }, 204],
    [
      'from a page of ours, in an older browser',
      { origin: 'http://pictures.example', host: 'pictures.example' },
      204,
    ],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from a neighbour', { 'sec-fetch-site': 'same-site' }, 403],
    ['from another origin', { origin: 'https://evil.example', host: 'pictures.example' }, 403],
    ['from another scheme', { origin: 'https://pictures.example', host: 'pictures.example' }, 403],
    ['from nowhere', {}, 403],
  ])('changes things only %s', async (_from, headers, status) => {
    const answer = await test.app.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: { cookie: await cookie(), ...headers },
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toContain(status === 403 ? 'cross_site_request' : '');
    expect(answer.headers['set-cookie'] ?? 'kept').toMatch(
      status === 403 ? /^kept$/ : /^likeness_session=;.*Path=\//,
    );
  });

  it('needs no origin with a bearer token, which no browser sends by itself', async () => {
    const headers = await test.as({ userId: 'alice' });
    expect((await test.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })).statusCode).toBe(
      204,
    );
  });
});
