import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CHART_CORNERS, orientationChart, photo, svgs, textAsJpg } from '@likeness/test-kit';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser, type WatchedPage } from './harness/browser.ts';
import {
  choose,
  cornerColours,
  dropFile,
  enter,
  eventually,
  naturalSizes,
  noticeOf,
  pastePng,
  signInLink,
  sizesOf,
  throttleUploads,
} from './harness/page-tools.ts';
import { startServer, type TestServer, token } from './harness/server.ts';

const LIMIT = 4_000_000;
/** What the browser itself writes of an answer like 401, which the page tells in words. */
const refusal = (...statuses: number[]) =>
  new RegExp(
    `^console: Failed to load resource: the server responded with a status of (${statuses.join('|')}) `,
  );

describe.skipIf(!hasChromium)('the page', () => {
  let server: TestServer;
  let browser: Browser;
  let watched: WatchedPage;
  beforeAll(async () => {
    [server, browser] = await Promise.all([
      startServer({ AVATAR_MAX_FILE_SIZE: String(LIMIT) }),
      startBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });
  afterEach(async () => {
    await watched.close();
    expect(watched.complaints).toEqual([]);
  });

  async function open(options: BrowserContextOptions & { allowed?: RegExp } = {}): Promise<Page> {
    watched = await openPage(browser, server.url, options);
    return watched.page;
  }
  async function openAs(userId: string, options: BrowserContextOptions & { allowed?: RegExp } = {}) {
    const page = await open(options);
    await enter(page, server, token({ userId }));
    return page;
  }

  test('the printed link signs in without a word typed, and once', async () => {
    await eventually(() => signInLink(server)).toMatch(/#code=/);
    const link = signInLink(server) ?? '';
    const page = await open();
    await page.goto(link);
    await page.getByText('Drop a picture here').waitFor();
    expect(await page.locator('#who-name').textContent()).toBe('local');
    expect(page.url()).not.toContain('code');
    await page.reload();
    await page.getByText('Drop a picture here').waitFor();
    await watched.close();
    expect(watched.complaints).toEqual([]);

    const other = await open({ allowed: refusal(401) });
    await other.goto(link);
    await eventually(() => noticeOf(other).textContent()).toContain('A sign-in link works once');
    expect(await other.getByLabel('Token').isVisible()).toBe(true);
  });

  const WAYS: Record<string, (page: Page) => Promise<void>> = {
    chosen: async (page) =>
      choose(page, server.dataDir, await photo({ width: 1600, height: 1200, seed: 11 })),
    dropped: async (page) =>
      dropFile(page, server.dataDir, await photo({ width: 1600, height: 1200, seed: 12 })),
    pasted: async (page) =>
      pastePng(page, await photo({ width: 1600, height: 1200, seed: 13, format: 'png' })),
  };

  test.each(Object.keys(WAYS))('a %s picture is shown in five sizes, each of them loaded', async (way) => {
    const page = await openAs(way);
    await WAYS[way]?.(page);
    await eventually(() => noticeOf(page).textContent()).toContain('ready in every size');
    expect(await naturalSizes(sizesOf(page))).toEqual([
      [50, 50],
      [100, 100],
      [200, 200],
      [400, 400],
      [800, 600],
    ]);
    expect(await page.locator('.size-pixels').allTextContents()).toEqual([
      '50 × 50 px',
      '100 × 100 px',
      '200 × 200 px',
      '400 × 400 px',
      '800 × 600 px',
    ]);
    expect(await naturalSizes(page.locator('.round, #portrait-image'))).toEqual([
      [200, 200],
      [50, 50],
      [50, 50],
      [200, 200],
    ]);
    expect(await page.locator('body').getAttribute('class')).not.toBe('dragging');
    if (way !== 'chosen') return;
    for (const link of await page.locator('.formats').last().getByRole('link').all()) {
      const answer = await page.request.get((await link.getAttribute('href')) ?? '');
      expect(answer.headers()['content-type']).toBe(`image/${(await link.textContent())?.toLowerCase()}`);
    }
  });

  test.each([3, 6, 7])('a picture with EXIF orientation %i stands upright', async (orientation) => {
    const page = await openAs(`turned-${orientation}`);
    await choose(page, server.dataDir, await orientationChart(orientation));
    await eventually(() => sizesOf(page).count()).toBe(5);
    const corners = await cornerColours(sizesOf(page).last());
    for (const [at, expected] of Object.values(CHART_CORNERS).entries()) {
      for (const [band, value] of expected.entries()) {
        expect(Math.abs((corners[at]?.[band] ?? Number.NaN) - value)).toBeLessThan(40);
      }
    }
  });

  test('the same file again: said to be there already; delete, undo', async () => {
    const page = await openAs('again');
    const bytes = await photo({ seed: 20 });
    await choose(page, server.dataDir, bytes);
    await eventually(() => noticeOf(page).textContent()).toContain('ready in every size');
    await choose(page, server.dataDir, bytes, 'a copy.jpg');
    await eventually(() => noticeOf(page).textContent()).toContain('here already');
    expect(await naturalSizes(sizesOf(page))).toHaveLength(5);
    const shown = await page.locator('#portrait-image').getAttribute('src');

    await page.getByRole('button', { name: 'Delete' }).click();
    await eventually(() => noticeOf(page).textContent()).toContain('deleted');
    expect(await page.locator('#result').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => noticeOf(page).textContent()).toContain('is back');
    expect(await page.locator('#portrait-image').getAttribute('src')).toBe(shown);
    expect(await naturalSizes(sizesOf(page))).toHaveLength(5);
    await page.reload();
    await eventually(() => sizesOf(page).count()).toBe(5);
  });

  const REFUSED: [what: string, status: number, bytes: () => Uint8Array][] = [
    ['text named .jpg', 415, textAsJpg],
    ['an SVG', 415, () => Object.values(svgs())[0] ?? new Uint8Array()],
    ['a file over the limit', 413, () => new Uint8Array(LIMIT + 1).fill(0xff)],
    ['a file far over the limit', 413, () => new Uint8Array(10 * LIMIT).fill(0xff)],
  ];

  test.each(REFUSED)(
    '%s: the sentence of the problem document, and the page goes on',
    async (what, status, bytes) => {
      const page = await openAs(what, { allowed: refusal(status) });
      const answered = page.waitForResponse(/\/upload$/);
      await choose(page, server.dataDir, bytes());
      const answer = await answered;
      expect(answer.status()).toBe(status);
      const { title, detail } = (await answer.json()) as { title: string; detail: string };
      await eventually(() => noticeOf(page).textContent()).toBe(`${title}. ${detail}`);
      expect(await noticeOf(page).getAttribute('role')).toBe('alert');
      expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(false);
      await choose(page, server.dataDir, await photo({ seed: 30 }));
      await eventually(() => sizesOf(page).count()).toBe(5);
    },
  );

  test('a wrong token: the reason; a right one: in; signed out: out, also after a reload', async () => {
    const page = await open({ allowed: refusal(401) });
    await page.goto(server.url);
    for (const [wrong, reason] of [
      ['no.such.token', /token/i],
      [token({ exp: 1 }), /expired/i],
      ['ключ', /no token/i],
    ] as const) {
      await page.getByLabel('Token').fill(wrong);
      await page.keyboard.press('Enter');
      await eventually(() => noticeOf(page).textContent()).toMatch(reason);
    }
    await page.getByLabel('Token').fill(` ${token({ userId: 'pasted-token' })}\n`);
    await page.keyboard.press('Enter');
    await page.getByText('Drop a picture here').waitFor();
    expect(await page.locator('#who-name').textContent()).toBe('pasted-token');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.reload();
    await page.getByLabel('Token').waitFor();
    expect(await page.locator('#signed-in').isVisible()).toBe(false);
  });

  test('a cancelled upload: said so, nothing left behind, the next one works', async () => {
    const page = await openAs('cancels');
    const hurry = await throttleUploads(page, 100_000);
    await choose(page, server.dataDir, await photo({ width: 2_400, height: 1_800, seed: 40 }));
    await page.getByText(/Sending… [1-9]/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await eventually(() => noticeOf(page).textContent()).toBe('Upload cancelled.');
    expect(await page.locator('#progress').isVisible()).toBe(false);
    await eventually(() => readdir(join(server.dataDir, 'tmp'))).toEqual([]);
    await hurry();
    await choose(page, server.dataDir, await photo({ seed: 41 }));
    await eventually(() => sizesOf(page).count()).toBe(5);
  });

  test('the server stops in the middle of an upload: said so, and "Try again" sends the same picture', async () => {
    const own = await startServer({ LIKENESS_SHUTDOWN_TIMEOUT: '300ms' });
    try {
      watched = await openPage(browser, own.url, { allowed: /ERR_|Failed to load/ });
      const { page } = watched;
      await enter(page, own, token({ userId: 'patient' }));
      const hurry = await throttleUploads(page, 100_000);
      await choose(page, server.dataDir, await photo({ width: 2_400, height: 1_800, seed: 50 }));
      await page.getByText(/Sending… [1-9]/).waitFor();
      await own.stop();
      await hurry();
      await eventually(() => noticeOf(page).textContent()).toContain('Your picture is still chosen');
      expect(await noticeOf(page).getAttribute('role')).toBe('alert');
      await page.getByRole('button', { name: 'Try again' }).click();
      await eventually(() => page.locator('#progress').isVisible()).toBe(false);
      const again = await own.again({ PORT: new URL(own.url).port });
      try {
        await page.getByRole('button', { name: 'Try again' }).click();
        await eventually(() => noticeOf(page).textContent()).toContain('ready in every size');
        expect((await naturalSizes(sizesOf(page))).at(-1)).toEqual([800, 600]);
        expect(await page.getByRole('button', { name: 'Try again' }).isVisible()).toBe(false);
      } finally {
        await again.stop();
      }
    } finally {
      await own.remove();
    }
  });
});
