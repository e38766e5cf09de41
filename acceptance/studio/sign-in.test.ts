import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { eventually, signInLink } from '../harness/page-tools.ts';
import { token } from '../harness/server.ts';
import { useBrowser } from '../harness/use-browser.ts';
import { signIn } from './tools.ts';

const REFUSED = /status of 401/;

describe.skipIf(!hasChromium)('signing in', () => {
  const studio = useBrowser();
  const newPage = (allowed?: RegExp) => studio.open(allowed ? { allowed } : {});
  const signedIn = (page: Page) => page.getByRole('navigation').first();
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Please sign in again' });

  test('the printed link: in, without the code in the address; used again: a kind sentence', async () => {
    const page = await newPage();
    const link = signInLink(studio.server) ?? '';
    await page.goto(link);
    await signedIn(page).waitFor();
    expect(page.url()).toBe(`${studio.server.url}/`);
    await page.reload();
    await signedIn(page).waitFor();

    const late = await newPage(REFUSED);
    await late.goto(link);
    await late.getByText('This sign-in link was used before').waitFor();
    await late.getByLabel('Token').fill(token({ userId: 'late' }));
    await late.keyboard.press('Enter');
    await signedIn(late).waitFor();
  });

  test('a wrong token: the reason, and it stays in its field; a right one: in, at the page that was asked for', async () => {
    const page = await newPage(REFUSED);
    await page.goto(`${studio.server.url}/bodies?order=name`);
    const field = page.getByLabel('Token');
    for (const [wrong, reason] of [
      ['', /no token/],
      ['ключ', /no token/],
      ['no.such.token', /Token refused/],
      [token({ exp: 1 }), /expired/],
      [token({ role: 'owner' }), /unknown role/],
    ] as const) {
      await field.fill(wrong);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').filter({ hasText: reason }).waitFor();
      expect(await field.inputValue()).toBe(wrong);
    }
    await field.fill(` ${token({ userId: 'pasted' })}  `);
    await page.keyboard.press('Enter');
    await signedIn(page).waitFor();
    expect(page.url()).toBe(`${studio.server.url}/bodies?order=name`);
  });

  test('a pasted token is of this tab, and gone when one signs out', async () => {
    const page = await newPage();
    await signIn(page, studio.server, token({ userId: 'tab' }));
    const another = await page.context().newPage();
    await another.goto(studio.server.url);
    await another.getByLabel('Token').waitFor();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('eyJ');

    await page.getByRole('button', { name: 'tab: account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.reload();
    await page.getByLabel('Token').waitFor();
  });

  /** A page with something typed into it, whose token expires. */
  async function expired(): Promise<Page> {
    const page = await newPage(REFUSED);
    await signIn(page, studio.server, token({ userId: 'typist', role: 'admin' }), '/admin/audit');
    await page.getByRole('searchbox').fill('half a word');
    await page.evaluate((old) => sessionStorage.setItem('likeness-token', old), token({ exp: 1 }));
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    return page;
  }

  test('a token that expires: the way in is shown above the page, and nothing typed is lost', async () => {
    const page = await expired();
    // everything behind it is out of reach
    await page.keyboard.press('Tab');
    expect(await dialog(page).evaluate((place) => place.contains(document.activeElement))).toBe(true);
    await dialog(page).getByLabel('Token').fill('no.such.token');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Token refused').waitFor();
    await dialog(page)
      .getByLabel('Token')
      .fill(token({ userId: 'typist', role: 'admin' }));
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    expect(await page.getByRole('searchbox').inputValue()).toBe('half a word');
    const answered = page.waitForResponse(/\/api\/v1\/admin\/audit/);
    await page.getByRole('searchbox').fill('a whole word');
    await page.keyboard.press('Enter');
    expect((await answered).status()).toBe(200);
  });

  test('not now: the page stays; somebody else who signs in finds it new', async () => {
    const page = await expired();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    expect(await page.getByRole('searchbox').inputValue()).toBe('half a word');
    await page.getByRole('searchbox').fill('another');
    await page.keyboard.press('Enter');
    await dialog(page)
      .getByLabel('Token')
      .fill(token({ userId: 'somebody-else', role: 'admin' }));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'somebody-else: account' }).waitFor();
    await eventually(() => page.getByRole('searchbox').inputValue()).toBe('');
    expect(new URL(page.url()).search).toBe('');
  });
});
