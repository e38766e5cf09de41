import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { freePort } from '../harness/free-port.ts';
import { eventually, signInLink } from '../harness/page-tools.ts';
import { startServer, token } from '../harness/server.ts';
import { type PageOptions, useBrowser } from '../harness/use-browser.ts';
import { axe, signIn } from './tools.ts';

const NO_NETWORK = /ERR_|Failed to (load|fetch)|preload CSS/;

describe.skipIf(!hasChromium)('the frame of the studio', () => {
  const studio = useBrowser();
  const enter = async (path = '/', options: PageOptions = {}): Promise<Page> => {
    const page = await studio.open(options);
    await signIn(page, studio.server, token({ userId: 'frame', role: 'admin' }), path);
    return page;
  };
  const tab = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  const offline = (page: Page) => page.getByText('No connection to the server');
  const heading = (page: Page) => page.getByRole('heading', { level: 1 });

  test('a page that one comes to has the focus on its name, the tab says where one is', async () => {
    const page = await enter('/bodies/x/y');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await page.title()).toBe('There is no such page · Likeness');
    await tab(page, 'Admin').click();
    await eventually(() => heading(page).evaluate((place) => place === document.activeElement)).toBe(true);
    expect(await tab(page, 'Admin').getAttribute('aria-current')).toBe('page');
    expect(await page.title()).toContain(`${await heading(page).textContent()} · Likeness`);
    await page.goBack();
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'To my picture' }).click();
    await eventually(() => new URL(page.url()).pathname).toBe('/');
  });

  test('by keyboard alone: past the frame, through the menus, and every stop can be seen', async () => {
    const page = await enter('/bodies/x/y');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    // who has just come in hears the name of the page
    await eventually(() => focused(page)).toBe('There is no such page');
    await page.reload();
    await heading(page).waitFor();
    await page.keyboard.press('Tab');
    await eventually(() => focused(page)).toBe('Skip to the page');
    await page.keyboard.press('Enter');
    await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('Tab');
    await eventually(() => focused(page)).toBe('To my picture');

    await page.getByRole('button', { name: 'Theme' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    expect(
      await page.getByRole('menuitemradio', { name: 'As the device' }).getAttribute('aria-checked'),
    ).toBe('true');
    await eventually(() => focused(page)).toBe('As the device');
    for (const name of ['Light', 'Dark']) {
      await page.keyboard.press('ArrowDown');
      await eventually(() => focused(page)).toBe(name);
    }
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await eventually(() => page.getByRole('menu').count()).toBe(0);
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Theme',
    );
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await heading(page).waitFor();
    const stops = await page.locator('header a, header button').all();
    expect(stops.length).toBeGreaterThan(3);
    for (const place of stops) {
      const { width, height } = (await place.boundingBox()) ?? { width: 0, height: 0 };
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
  });

  test('offline: said so at once, and it goes on by itself', async () => {
    const page = await enter('/admin', { allowed: NO_NETWORK });
    await heading(page).waitFor();
    await page.context().setOffline(true);
    await offline(page).waitFor();
    expect(await heading(page).isVisible()).toBe(true);
    await page.context().setOffline(false);
    await offline(page).waitFor({ state: 'hidden' });
  });

  test('a server that stops: the page stays, says so, and asks again when it is back', async () => {
    const PORT = String(await freePort());
    const own = await startServer({ PORT });
    try {
      const page = await studio.open({ allowed: NO_NETWORK }, own);
      await signIn(page, own, token({ userId: 'patient', role: 'admin' }), '/bodies');
      await heading(page).waitFor();
      await own.stop();
      // not even its files can be had
      await tab(page, 'Admin').click();
      await offline(page).waitFor();
      expect(await tab(page, 'Admin').getAttribute('aria-current')).toBe('page');
      const again = await own.again();
      try {
        await offline(page).waitFor({ state: 'hidden', timeout: 60_000 });
        await page.getByRole('navigation', { name: 'Sections of the administration' }).waitFor();
      } finally {
        await again.stop();
      }
    } finally {
      await own.remove();
    }
  });

  test.each([
    ['a page', /\/assets\/admin-pages[^/]*\.js$/],
    ['the sentences of a page', /\/assets\/admin-(?!pages)[^/]*\.js$/],
  ])('%s is gone since a new version: the frame stays, reloading is offered, and helps', async (_, files) => {
    const page = await enter('/bodies/x/y', { allowed: NO_NETWORK });
    let asked = 0;
    await page.route(files, (route) => {
      asked += 1;
      return route.abort();
    });
    await tab(page, 'Admin').click();
    await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
    expect(asked).toBeGreaterThan(0);
    await page.unroute(files);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('navigation', { name: 'Sections of the administration' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin');
  });

  const SESSION = /\/api\/v1\/session$/;
  const leave = async (page: Page) => {
    const account = page.getByRole('button', { name: /: account$/ });
    // not before one is in
    await account.waitFor();
    await page.route(SESSION, (route) => route.abort());
    await account.click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
  };

  test('a sign-out that does not reach the server says so; another press does', async () => {
    const page = await studio.open({ allowed: NO_NETWORK });
    await page.goto(signInLink(studio.server) ?? '');
    await leave(page);
    const dialog = page.getByRole('dialog', { name: 'You are not signed out yet' });
    await dialog.getByText('No connection').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.unroute(SESSION);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel('Token').waitFor();
  });

  test('a token is gone whatever the server says, and with it all that was typed', async () => {
    const page = await enter('/bodies/x/y?q=mine', { allowed: NO_NETWORK });
    await page.evaluate(() => {
      for (const what of ['tape:frame', 'edit:1', 'photos-about']) {
        sessionStorage.setItem(`likeness-${what}`, '{}');
      }
    });
    await leave(page);
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(page.url()).toBe(`${studio.server.url}/bodies/x/y`);
  });

  test('at 360 px the pages are at the foot, within reach of a thumb, and hide nothing', async () => {
    const page = await enter('/bodies/x/y', { viewport: { width: 360, height: 640 } });
    const box = await page.getByRole('navigation', { name: 'Pages' }).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(640);
    expect(box?.width).toBe(360);
  });
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);
