import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser, type WatchedPage } from '../harness/browser.ts';
import { freePort } from '../harness/free-port.ts';
import {
  PROVIDER_PAGES,
  signInAtProvider,
  startProvider,
  type TestProvider,
} from '../harness/oidc-provider.ts';
import { environment, likeness, startServer, type TestServer } from '../harness/server.ts';

const BEGIN = '/api/v1/session/oidc';

describe.skipIf(!hasChromium)('sign-in by an identity provider', () => {
  let server: TestServer;
  let provider: TestProvider;
  let browser: Browser;
  const open: WatchedPage[] = [];
  beforeAll(async () => {
    const port = await freePort();
    provider = await startProvider(`http://127.0.0.1:${port}`);
    [server, browser] = await Promise.all([
      startServer({ ...provider.env, PORT: String(port) }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
    await provider?.close();
  });
  afterEach(async () => {
    for (const { close, complaints } of open.splice(0)) {
      await close();
      expect(complaints).toEqual([]);
    }
  });

  const newPage = async (allowed = PROVIDER_PAGES): Promise<Page> => {
    const watched = await openPage(browser, server.url, { allowed });
    open.push(watched);
    return watched.page;
  };
  const button = (page: Page) => page.getByRole('link', { name: 'Sign in with Test ID' });
  const session = async (page: Page) => (await page.request.get(`${server.url}/api/v1/session`)).json();

  test('there and back: at the page that was asked for, as who the provider says; signed out, the cookie is worth nothing', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/bodies?order=name`);
    await button(page).click();
    await signInAtProvider(page, 'admin-ada@acme');
    await page.getByRole('navigation').first().waitFor();
    expect(page.url()).toBe(`${server.url}/bodies?order=name`);
    expect((await session(page)).data).toMatchObject({
      userId: 'admin-ada@acme',
      role: 'admin',
      organization: 'acme',
      permissions: [],
    });
    const cookies = await page.context().cookies(server.url);
    const cookie = cookies.find(({ name }) => name === 'likeness_session');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    expect(await page.evaluate(() => document.cookie)).not.toContain('likeness');

    await page.getByRole('button', { name: /account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await button(page).waitFor();
    const again = await fetch(`${server.url}/api/v1/avatars`, {
      headers: { cookie: `likeness_session=${cookie?.value}` },
    });
    expect([again.status, (await again.json()).code]).toEqual([401, 'invalid_token']);
    expect(server.output()).not.toContain(cookie?.value);
  });

  test('who has no role is a user; what a session is by is not a token', async () => {
    const page = await newPage();
    await page.goto(server.url);
    await button(page).click();
    await signInAtProvider(page, 'eve');
    await page.getByRole('navigation').first().waitFor();
    expect((await session(page)).data).toMatchObject({
      userId: 'eve',
      role: 'user',
      organization: 'default',
    });
    const [cookie] = (await page.context().cookies(server.url)).filter(
      ({ name }) => name === 'likeness_session',
    );
    const borne = await fetch(`${server.url}/api/v1/avatars`, {
      headers: { authorization: `Bearer ${cookie?.value}` },
    });
    expect(borne.status).toBe(401);
  });

  test('who does not agree is told so, at the page that was asked for', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/bodies/compare`);
    await button(page).click();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.getByText('You did not agree to the sign-in').waitFor();
    expect(page.url()).toBe(`${server.url}/bodies/compare`);
    expect((await session(page)).data).toBeNull();
  });

  test('a callback works once, in the browser that it was meant for', async () => {
    const page = await newPage();
    const callbacks: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/oidc/callback')) callbacks.push(request.url());
    });
    await page.goto(server.url);
    await button(page).click();
    await signInAtProvider(page, 'carol');
    await page.getByRole('navigation').first().waitFor();
    expect(callbacks).toHaveLength(1);
    const url = callbacks[0] ?? '';
    for (const headers of [{}, { cookie: await cookiesOf(page) }]) {
      expect(await locationOf(url, headers)).toEqual({ location: '/#sign-in=expired', cookies: [] });
    }
    const code = new URL(url).searchParams.get('code') ?? '?';
    expect(server.output()).not.toContain(code);
    // the session that it made goes on
    expect((await session(page)).data.userId).toBe('carol');
  });

  test.each(['likeness', 'other'])(
    'a code that was made for somebody else, or by way of the client "%s", signs nobody in',
    async (client) => {
      const attacker = await newPage(/./);
      let stolen = '';
      // it comes back without a cookie of ours, so the code is not spent
      attacker.on('request', (request) => {
        if (request.url().includes('/oidc/callback')) {
          stolen = new URL(request.url()).searchParams.get('code') ?? '';
        }
      });
      const url = new URL((await begin()).location);
      url.searchParams.set('client_id', client);
      await attacker.goto(url.href);
      await signInAtProvider(attacker, 'mallory');
      await attacker.getByText('This sign-in took too long').waitFor();
      expect(stolen).not.toBe('');

      const victim = await begin();
      const callback = new URL(`${server.url}${BEGIN}/callback`);
      callback.searchParams.set('code', stolen);
      callback.searchParams.set('state', new URL(victim.location).searchParams.get('state') ?? '');
      callback.searchParams.set('iss', provider.issuer);
      expect(await locationOf(callback.href, { cookie: victim.cookie })).toEqual({
        location: '/#sign-in=failed',
        cookies: [],
      });
    },
  );

  test("a wrong state, no cookie, somebody else's cookie, a sign-in that took too long: expired", async () => {
    const [mine, another, late] = [await begin(), await begin(), await begin()];
    const stateOf = ({ location }: Begun) => new URL(location).searchParams.get('state') ?? '';
    const expired = { location: '/#sign-in=expired', cookies: [] };
    expect(await locationOf(denied('A'.repeat(43)), { cookie: mine.cookie })).toEqual(expired);
    expect(await locationOf(denied(`${stateOf(mine)}&state=x`), {})).toEqual(expired);
    expect(await locationOf(denied(stateOf(mine)), { cookie: another.cookie })).toEqual(expired);
    expect(await locationOf(`${server.url}${BEGIN}/callback`, { cookie: mine.cookie })).toEqual(expired);
    // it was not spent by any of these
    expect((await locationOf(denied(stateOf(mine)), { cookie: mine.cookie })).location).toBe(
      '/#sign-in=denied',
    );

    const { code, stderr } = await likeness(
      ['sql', '-c', "UPDATE shared.oidc_sign_ins SET expires_at = now() - interval '1 second'"],
      environment(server.dataDir),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(await locationOf(denied(stateOf(late)), { cookie: late.cookie })).toEqual(expired);
  });

  test.each([
    ['/admin/audit?q=a', '/admin/audit?q=a'],
    ['//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['/\\evil.example', '/'],
    ['/api/v1/session/oidc', '/'],
  ])('returnTo=%s leads to %s', async (wanted, shown) => {
    const { location, cookie } = await begin(`?returnTo=${encodeURIComponent(wanted)}`);
    const state = new URL(location).searchParams.get('state');
    const { location: back } = await locationOf(denied(state ?? ''), { cookie });
    expect(back).toBe(`${shown}#sign-in=denied`);
  });

  test('what is asked for: a code, PKCE by S256, state and nonce that never repeat', async () => {
    const [one, two] = [await begin(), await begin()].map(({ location }) => new URL(location).searchParams);
    expect(Object.fromEntries(one ?? [])).toMatchObject({
      client_id: 'likeness',
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid',
      redirect_uri: `${server.url}${BEGIN}/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one?.get(name)?.length).toBeGreaterThan(40);
      expect(one?.get(name)).not.toBe(two?.get(name));
    }
  });

  test('beside a page: what was typed stays, and the page goes on by itself', async () => {
    const page = await newPage(new RegExp(`${PROVIDER_PAGES.source}|status of 401`));
    await page.goto(server.url);
    await button(page).click();
    await signInAtProvider(page, 'admin-grace');
    await page.getByRole('navigation').first().waitFor();
    await page.goto(`${server.url}/admin/audit`);
    const field = page.getByRole('searchbox').or(page.getByRole('textbox')).first();
    await field.fill('kept');
    await page.context().clearCookies({ name: 'likeness_session' });
    await page.getByRole('navigation').first().getByRole('link', { name: 'My picture' }).waitFor();
    await page.evaluate(() => fetch('/api/v1/session').then(() => undefined));
    await field.press('Enter');
    await page.getByRole('dialog', { name: 'Please sign in again' }).waitFor();
    const [beside] = await Promise.all([page.waitForEvent('popup'), button(page).click()]);
    // the provider knows who it is
    await beside.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await field.inputValue()).toBe('kept');
    expect((await session(page)).data.userId).toBe('admin-grace');
  });

  test('a provider that is down: a sentence for people, 503 for programs', async () => {
    const own = await startServer({
      ...provider.env,
      LIKENESS_OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`,
    });
    try {
      const answer = await fetch(own.url + BEGIN, { redirect: 'manual' });
      expect([answer.status, (await answer.json()).code]).toEqual([503, 'sign_in_unavailable']);
      const watched = await openPage(browser, own.url);
      open.push(watched);
      await watched.page.goto(`${own.url}/bodies`);
      await button(watched.page).click();
      await watched.page.getByText('The identity provider does not answer').waitFor();
      expect(watched.page.url()).toBe(`${own.url}/bodies`);
    } finally {
      await own.remove();
    }
  });

  const denied = (state: string) =>
    `${server.url}${BEGIN}/callback?error=access_denied&iss=${provider.issuer}&state=${state}`;

  interface Begun {
    location: string;
    cookie: string;
  }
  async function begin(query = ''): Promise<Begun> {
    const answer = await fetch(server.url + BEGIN + query, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    const [set = ''] = answer.headers.getSetCookie();
    expect(set).toMatch(
      /^likeness_sign_in=[\w-]{43}; Max-Age=600; Path=\/api\/v1\/session\/oidc; HttpOnly; SameSite=Lax$/,
    );
    return { location: answer.headers.get('location') ?? '', cookie: set.split(';')[0] ?? '' };
  }
});

const cookiesOf = async (page: Page) =>
  (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');

async function locationOf(url: string, headers: Record<string, string>) {
  const answer = await fetch(url, { redirect: 'manual', headers });
  expect(answer.status).toBe(303);
  return { location: answer.headers.get('location'), cookies: answer.headers.getSetCookie() };
}
