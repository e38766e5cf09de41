import { animation, photo } from '@likeness/test-kit';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { clientOf } from '../harness/client.ts';
import { eventually } from '../harness/page-tools.ts';
import { token } from '../harness/server.ts';
import { type PageOptions, useBrowser } from '../harness/use-browser.ts';
import {
  choose,
  naturalSizes,
  noticeOf,
  roundDistance,
  save,
  seen,
  turnedRound,
  upload,
  uploaderOf,
  windowOf,
} from './picture-tools.ts';
import { axe, overhang, signIn } from './tools.ts';

/** As long as a user's name may be. */
const LONG = 'someone-with-a-name-'.repeat(10);

describe.skipIf(!hasChromium)('my picture', () => {
  const studio = useBrowser();

  async function openAs(userId: string, options: PageOptions = {}) {
    const page = await studio.open(options);
    await signIn(page, studio.server, token({ userId }));
    await page.locator('input[type=file]').waitFor({ state: 'attached' });
    return page;
  }
  const shown = (page: Page) => page.getByRole('img', { name: 'You, as you are shown now' });
  const places = (page: Page) => page.getByRole('region', { name: 'Where it will be seen' });

  test('every size with its address, and where it will be seen on light and on dark', async () => {
    const page = await openAs('sizes');
    await page.getByText('people see your initials').waitFor();
    expect(await places(page).getByRole('img').count()).toBe(6);
    await upload(page, studio.server.dataDir, await photo({ width: 1_600, height: 1_200, seed: 11 }));
    const rows = page.getByRole('region', { name: 'Every size' }).getByRole('listitem');
    await eventually(() => rows.count()).toBe(5);
    const texts = (await rows.allTextContents()).join(' ');
    for (const pixels of [50, 100, 200, 400, 800]) expect(texts).toContain(`${pixels} × ${pixels} px`);
    for (const format of ['JPEG', 'WebP', 'AVIF']) {
      const link = page.getByRole('link', { name: `medium as ${format}` });
      const answer = await page.request.get((await link.getAttribute('href')) ?? '');
      expect(answer.headers()['content-type']).toBe(`image/${format.toLowerCase()}`);
    }
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the address of large' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/\/large\.jpg$/);
    // in each place no fewer pixels than it has
    const pixels = await naturalSizes(places(page).getByRole('img'));
    expect(pixels).toHaveLength(8);
    for (const ground of ['On light', 'On dark']) {
      const sides = await naturalSizes(page.getByRole('region', { name: ground }).getByRole('img'));
      for (const [index, side] of [32, 48, 200].entries()) {
        expect(sides[index]?.[0]).toBeGreaterThanOrEqual(side);
      }
    }
    const stable = page.getByRole('link', { name: /\/api\/v1\/users\// });
    expect((await page.request.get((await stable.getAttribute('href')) ?? '')).status()).toBe(200);
  });

  test('what is framed is seen in every place before anything is sent', async () => {
    const page = await openAs('live');
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await choose(page, studio.server.dataDir, await photo({ width: 1_200, height: 900, seed: 21 }));
    await windowOf(page).waitFor();
    const places = [
      'In full.*On light',
      'In full.*On dark',
      'On a profile.*On light',
      'On a profile.*On dark',
    ];
    const compare = async () => {
      const inWindow = await seen(page, windowOf(page));
      for (const place of places) {
        const round = page.getByRole('img', { name: new RegExp(place) }).locator('..');
        expect(await roundDistance(inWindow, await seen(page, round)), place).toBeLessThan(12);
      }
      return inWindow;
    };
    const before = await compare();
    for (let turn = 0; turn < 2; turn += 1) await page.getByRole('button', { name: 'Turn left' }).click();
    await page.getByLabel('Zoom').fill('1.6');
    const after = await compare();
    expect(await roundDistance(before, after)).toBeGreaterThan(20);
    await page.getByRole('button', { name: 'Start over' }).click();
    const again = await compare();
    expect(await roundDistance(before, again)).toBeLessThan(3);
    expect(await roundDistance(await turnedRound(before), again)).toBeGreaterThan(20);
    expect(sent).toEqual([]);
  });

  test('the same file again: told kindly; removed, undone, replaced, undone; erased for good', async () => {
    const page = await openAs('again');
    const bytes = await photo({ seed: 20 });
    await upload(page, studio.server.dataDir, bytes);
    await eventually(() => noticeOf(page).first().textContent()).toContain('ready in every size');
    await naturalSizes(shown(page));
    const address = await shown(page).getAttribute('src');
    await upload(page, studio.server.dataDir, bytes, 'a copy.jpg');
    await page.getByText('here already').waitFor();
    expect(await shown(page).getAttribute('src')).toBe(address);

    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('The picture is removed').waitFor();
    expect(await page.getByRole('region', { name: 'Every size' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The picture from before is back').waitFor();
    expect(await shown(page).getAttribute('src')).toBe(address);
    await page.reload();
    await shown(page).waitFor();
    await naturalSizes(shown(page));

    await upload(page, studio.server.dataDir, await photo({ seed: 22 }));
    await eventually(() => shown(page).getAttribute('src')).not.toBe(address);
    await naturalSizes(shown(page));
    const earlier = page.getByRole('region', { name: 'Earlier pictures' });
    await earlier.getByText('Replaced').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => shown(page).getAttribute('src')).toBe(address);
    await naturalSizes(page.getByRole('main').locator('img'));

    await page.getByRole('button', { name: 'Erase for good' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await shown(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Erase for good' }).click();
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText('erased for good, in every size').waitFor();
    expect(await shown(page).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    const alice = clientOf(studio.server, { userId: 'again' });
    const history = await alice.request<{ data: unknown[] }>('GET', '/api/v1/users/me/avatar/history');
    expect(history.body.data).toEqual([]);
    expect((await fetch(new URL(address ?? '', studio.server.url))).status).toBe(404);
  });

  test('an animation moves, and stands still for whoever wants less motion', async () => {
    const bytes = await animation();
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const page = await openAs(`moving-${reducedMotion}`, { reducedMotion });
      await upload(page, studio.server.dataDir, bytes, 'moving.webp');
      await naturalSizes(shown(page));
      const source = await shown(page).evaluate((image: HTMLImageElement) => image.currentSrc);
      expect(source.endsWith('-static.webp')).toBe(reducedMotion === 'reduce');
      expect(source).toMatch(/\.webp$/);
    }
  });

  test('all by keyboard: choose, frame, send, remove, undo; each stop can be seen', async () => {
    const page = await openAs('keys');
    // asked for well before the key: the browser is told of it beside, and may hear the key first
    const chooser = page.waitForEvent('filechooser');
    await tabTo(page, 'Choose a picture');
    await page.keyboard.press('Space');
    const buffer = await photo({ seed: 1 });
    await (await chooser).setFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer });
    await windowOf(page).waitFor();
    await eventually(() => focused(page)).toBe('What will be seen');
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowLeft');
    await tabTo(page, 'Use this picture');
    await page.keyboard.press('Enter');
    await page.getByText('ready in every size').waitFor();
    await eventually(() => focused(page)).toBe('Choose a picture');
    // a picture that is on its way while it is deleted is, rightly, not found
    await naturalSizes(page.getByRole('main').locator('img'));
    await tabTo(page, 'Remove');
    await page.keyboard.press('Enter');
    await page.getByText('The picture is removed').waitFor();
    await eventually(() => focused(page)).toBe('Undo');
    await page.keyboard.press('Enter');
    await page.getByText('The picture from before is back').waitFor();
    await eventually(() => focused(page)).toBe('Remove');
    const outlines = new Set<string>();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => {
        const place = document.activeElement;
        return !place || place === document.body ? 'nowhere' : getComputedStyle(place).outlineStyle;
      });
      if (outline !== 'nowhere') outlines.add(outline);
    }
    expect([...outlines]).toEqual(['solid']);
  });

  test.each(['light', 'dark'] as const)(
    '%s: nothing that axe finds, empty, framing, done',
    async (colorScheme) => {
      const page = await openAs(`axe-${colorScheme}`, { colorScheme });
      await places(page).waitFor();
      expect(await axe(page)).toEqual([]);
      await choose(page, studio.server.dataDir, await photo({ seed: 2 }));
      await windowOf(page).waitFor();
      expect(await axe(page)).toEqual([]);
      await save(page);
      await page.getByText(/ready in every size|here already/).waitFor();
      await naturalSizes(page.getByRole('main').locator('img'));
      expect(await axe(page)).toEqual([]);
      await page.getByRole('button', { name: 'Erase for good' }).click();
      await page.getByRole('alertdialog').waitFor();
      expect(await axe(page)).toEqual([]);
    },
  );

  test.each([
    [360, 'en'],
    [360, 'ar'],
    [768, 'ar'],
    [1280, 'en'],
  ])('%i px, %s: nothing has to be scrolled sideways, also by a long name', async (width, language) => {
    const page = await studio.open({ viewport: { width, height: 740 } });
    await page.addInitScript((tag) => localStorage.setItem('likeness-language', tag), language);
    await signIn(page, studio.server, token({ userId: `${LONG}${language}`.slice(-200) }));
    await page.locator('input[type=file]').waitFor({ state: 'attached' });
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(language === 'ar' ? 'rtl' : 'ltr');
    expect(await overhang(page)).toBe(0);
    await choose(page, studio.server.dataDir, await photo({ width: 1_200, height: 1_600, seed: 3 }));
    await page.getByRole('application').waitFor();
    expect(await overhang(page)).toBe(0);
    if (language === 'ar') expect(await axe(page)).toEqual([]);
    await page.locator('.likeness-send button').first().click();
    await page.locator('main li a').first().waitFor();
    expect(await overhang(page)).toBe(0);
  });

  test('no camera, or none that may be used: said so, and a file does as well', async () => {
    const page = await openAs('no-camera');
    await page.getByRole('button', { name: 'Take a photo' }).click();
    await eventually(() => uploaderOf(page).getByRole('alert').textContent()).toMatch(
      /camera.*choose a file/i,
    );
    await page.getByRole('button', { name: 'Back' }).click();
    await upload(page, studio.server.dataDir, await photo({ seed: 61 }));
    await shown(page).waitFor();
    expect(await uploaderOf(page).getByRole('alert').count()).toBe(0);
  });

  test('a server that cannot be reached is told of, and asked again', async () => {
    const page = await openAs('unreached', { allowed: /ERR_|Failed to load/ });
    await uploaderOf(page).waitFor();
    await page.route('**/avatar/history', (route) => route.abort());
    await page.reload();
    await page.getByRole('main').getByText('cannot be reached').first().waitFor();
    await page.unroute('**/avatar/history');
    await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
    await uploaderOf(page).waitFor();
    expect(await page.getByRole('main').getByText('cannot be reached').count()).toBe(0);
  });
});

/** The accessible name, near enough for these pages. */
const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  );

async function tabTo(page: Page, name: string): Promise<void> {
  for (let press = 0; press < 100; press += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === name) return;
  }
  throw new Error(`"${name}" cannot be reached by keyboard`);
}
