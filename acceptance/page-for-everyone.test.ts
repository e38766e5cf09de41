import { photo } from '@likeness/test-kit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser, type WatchedPage } from './harness/browser.ts';
import { choose, enter, eventually, naturalSizes, noticeOf, sizesOf } from './harness/page-tools.ts';
import { startServer, type TestServer, token } from './harness/server.ts';

/** As long as a user's name may be. */
const LONG = 'someone-with-a-name-'.repeat(10);

describe.skipIf(!hasChromium)('the page for everyone', () => {
  let server: TestServer;
  let browser: Browser;
  let watched: WatchedPage;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });
  afterEach(async () => {
    await watched.close();
    expect(watched.complaints).toEqual([]);
  });

  test('all by keyboard: sign in, choose, delete, undo; each stop can be seen', async () => {
    const page = await open();
    await page.goto(server.url);
    await tabTo(page, '#token');
    await page.keyboard.type(token({ userId: 'keys' }));
    await page.keyboard.press('Enter');
    await eventually(() => focused(page)).toBe('file');
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Space');
    const buffer = await photo({ seed: 1 });
    await (await chooser).setFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer });
    await eventually(() => sizesOf(page).count()).toBe(5);
    // a picture that is on its way while it is deleted is, rightly, not found
    await naturalSizes(sizesOf(page));
    await tabTo(page, '#delete');
    await page.keyboard.press('Enter');
    await eventually(() => focused(page)).toBe('undo');
    await page.keyboard.press('Enter');
    await eventually(() => noticeOf(page).textContent()).toContain('is back');
    await eventually(() => focused(page)).toBe('delete');
    const all = await page
      .locator('a, button, input')
      .evaluateAll((places) => places.filter((place) => place.checkVisibility()).length);
    expect(await stops(page)).toBe(all);
  });

  test.each(['light', 'dark'] as const)('%s: its own colours, all of them readable', async (colorScheme) => {
    const page = await open({ colorScheme });
    await enter(page, server, token({ userId: colorScheme }));
    await choose(page, server.dataDir, await photo({ seed: 2 }));
    await eventually(() => sizesOf(page).count()).toBe(5);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(luminance(background) < 0.2).toBe(colorScheme === 'dark');
    for (const { what, ink, paper } of await colours(page)) {
      expect(contrast(ink, paper), `${what}: ${ink} on ${paper}`).toBeGreaterThan(4.5);
    }
  });

  test.each([360, 768, 1280])('%i px: nothing has to be scrolled sideways', async (width) => {
    const page = await open({ viewport: { width, height: 740 } });
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await page.goto(server.url);
    await page.getByLabel('Token').waitFor();
    expect(await overhang()).toBe(0);
    await enter(page, server, token({ userId: LONG }));
    expect(await overhang()).toBe(0);
    await choose(page, server.dataDir, await photo({ width: 1_200, height: 1_600, seed: 3 }));
    await eventually(() => sizesOf(page).count()).toBe(5);
    expect(await overhang()).toBe(0);
  });

  test('/docs shows the reference, an opened call with it, and asks no other host', async () => {
    const page = await open();
    await page.goto(`${server.url}/docs`);
    await page.getByText('/api/enterprise/avatar/upload').click();
    await page.getByRole('button', { name: 'Execute' }).waitFor();
    expect(await page.locator('.opblock').count()).toBeGreaterThan(10);
  });

  async function open(options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
    watched = await openPage(browser, server.url, options);
    return watched.page;
  }
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < 100; press += 1) {
    await page.keyboard.press('Tab');
    if (await page.locator(selector).evaluate((place) => place === document.activeElement)) return;
  }
  throw new Error(`${selector} cannot be reached by keyboard`);
}

/** How many places one round of Tab visits; each must show that it has the focus. */
async function stops(page: Page): Promise<number> {
  await page.reload();
  await eventually(() => sizesOf(page).count()).toBe(5);
  for (let count = 0; ; count += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const place = document.activeElement;
      if (place === null || place === document.body || place === document.documentElement) return undefined;
      const marked = place.id === 'file' ? place.nextElementSibling : place;
      return { what: place.outerHTML, outline: getComputedStyle(marked ?? place).outlineStyle };
    });
    if (seen === undefined) return count;
    expect(seen.outline, seen.what).toBe('solid');
  }
}

/** Of everything with text of its own: its colour and the nearest colour behind it. */
function colours(page: Page): Promise<{ what: string; ink: string; paper: string }[]> {
  return page.evaluate(() => {
    const behind = (place: Element | null): string => {
      const { backgroundColor } = getComputedStyle(place ?? document.body);
      return place === null || !backgroundColor.endsWith(', 0)')
        ? backgroundColor
        : behind(place.parentElement);
    };
    return [...document.body.querySelectorAll('*')]
      .filter((place) => place.checkVisibility() && !place.closest('.visually-hidden, noscript'))
      .filter((place) => [...place.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim()))
      .map((place) => ({
        what: place.outerHTML.slice(0, 80),
        ink: getComputedStyle(place).color,
        paper: behind(place),
      }));
  });
}

/** WCAG 2: relative luminance, 0 to 1. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2: 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
