import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  orientationChart,
  photo,
  pixelBombPng,
  svgs,
  textAsJpg,
  tinyHeic,
  turnedHeic,
} from '@likeness/test-kit';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { eventually, throttleUploads } from '../harness/page-tools.ts';
import { startServer, token } from '../harness/server.ts';
import { type PageOptions, useBrowser } from '../harness/use-browser.ts';
import {
  choose,
  dropFile,
  framed,
  pastePng,
  refusal,
  roundDistance,
  save,
  seen,
  served,
  turnedRound,
  upload,
  uploaderOf,
  windowOf,
} from './picture-tools.ts';
import { signIn } from './tools.ts';

const LIMIT = 4_000_000;
/** Mean of all channels; what JPEG and two ways of making a picture smaller come to. */
const ALIKE = 12;

describe.skipIf(!hasChromium)('a picture on its way', () => {
  const studio = useBrowser({ AVATAR_MAX_FILE_SIZE: String(LIMIT) }, [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
  ]);

  async function openAs(userId: string, options: PageOptions = {}) {
    const page = await studio.open(options);
    await signIn(page, studio.server, token({ userId }));
    await uploaderOf(page).waitFor();
    return page;
  }
  const ready = (page: Page) => page.getByText('ready in every size').waitFor();
  const dragWindow = async (page: Page, dx: number, dy: number) => {
    const box = await windowOf(page).boundingBox();
    if (box === null) throw new Error('no window');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx / 2, y + dy / 2);
    await page.mouse.move(x + dx, y + dy);
    await page.mouse.up();
  };

  const FRAMINGS: [what: string, frame: (page: Page) => Promise<void>][] = [
    ['as it lies', async () => {}],
    [
      'moved and enlarged',
      async (page) => {
        await page.getByLabel('Zoom').fill('2.2');
        await dragWindow(page, 70, -45);
      },
    ],
    ['turned by 90°', (page) => page.getByRole('button', { name: 'Turn right' }).click()],
    ['turned by 30°', (page) => page.getByLabel('Straighten').fill('30')],
    [
      'turned by -90° and -12.5°, moved by keys',
      async (page) => {
        await page.getByRole('button', { name: 'Turn left' }).click();
        await page.getByLabel('Straighten').fill('-12.5');
        await windowOf(page).focus();
        for (let press = 0; press < 6; press += 1) await page.keyboard.press('+');
        for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowDown');
        for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
      },
    ],
  ];
  const PICTURES: [what: string, bytes: () => Promise<Buffer>][] = [
    ['a chart that its EXIF turns', () => orientationChart(6)],
    ['a large photo', () => photo({ width: 3_000, height: 2_000, seed: 3, gps: true })],
  ];

  test.each(
    FRAMINGS.flatMap(([how, frame]) => PICTURES.map(([what, bytes]) => ({ how, frame, what, bytes }))),
  )('$what, $how: what is served is what was seen in the window', async ({ how, frame, what, bytes }) => {
    const page = await openAs(`${how} ${what}`.replace(/\W+/g, '-'));
    await choose(page, studio.server.dataDir, await bytes());
    await framed(page);
    await frame(page);
    const inWindow = await seen(page, windowOf(page));
    const preview = page.getByRole('img', { name: /In full.*On light/ }).locator('..');
    const inPreview = await seen(page, preview);
    await save(page);
    await ready(page);
    const picture = await served(page);
    expect(await roundDistance(inWindow, picture)).toBeLessThan(ALIKE);
    expect(await roundDistance(inPreview, picture)).toBeLessThan(ALIKE);
    // and one that lies otherwise is told apart
    expect(await roundDistance(inWindow, await turnedRound(picture))).toBeGreaterThan(2 * ALIKE);
  });

  test('dropped', async () => {
    const page = await openAs('dropped');
    await dropFile(page, studio.server.dataDir, await photo({ seed: 12 }));
    await framed(page);
    await save(page);
    await ready(page);
    expect((await sharp(await served(page)).metadata()).width).toBe(480);
  });

  test('pasted, anywhere on the page', async () => {
    const page = await openAs('pasted');
    await page.getByRole('heading', { level: 1 }).click();
    await pastePng(page, await photo({ seed: 13, format: 'png' }));
    await framed(page);
    await save(page);
    await ready(page);
    expect((await sharp(await served(page)).metadata()).width).toBe(480);
  });

  test('taken with the camera, which is let go of', async () => {
    const page = await studio.open();
    await page.addInitScript(() => {
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      const tracks: MediaStreamTrack[] = [];
      Object.assign(globalThis, { tracks });
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        tracks.push(...stream.getTracks());
        return stream;
      };
    });
    await signIn(page, studio.server, token({ userId: 'camera' }));
    const states = () =>
      page.evaluate(() =>
        (globalThis as unknown as { tracks: MediaStreamTrack[] }).tracks.map((t) => t.readyState),
      );
    await page.getByRole('button', { name: 'Take a photo' }).click();
    const shutter = page.getByRole('button', { name: 'Take the photo' });
    await eventually(() => shutter.isEnabled()).toBe(true);
    expect(await states()).toEqual(['live']);
    await shutter.click();
    await framed(page);
    expect(await states()).toEqual(['ended']);
    await save(page);
    await ready(page);
  });

  test('a HEIC is shown, and framed', async () => {
    const page = await openAs('heic');
    for (const bytes of [tinyHeic(), turnedHeic()]) {
      await choose(page, studio.server.dataDir, bytes, 'photo.heic');
      await framed(page);
      await page.getByRole('button', { name: 'Turn right' }).click();
      const inWindow = await seen(page, windowOf(page));
      await save(page);
      await ready(page);
      // the chart is stored in a wider colour space, which the quick look leaves out
      expect(await roundDistance(inWindow, await served(page))).toBeLessThan(2 * ALIKE);
    }
  });

  const REFUSED: [what: string, status: number, bytes: () => Uint8Array][] = [
    ['text named .jpg', 415, textAsJpg],
    ['an SVG', 415, () => Object.values(svgs())[0] ?? new Uint8Array()],
    ['a bomb of pixels', 422, () => pixelBombPng()],
  ];
  test('a file over the limit: said before anything is sent', async () => {
    const page = await openAs('large');
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await choose(page, studio.server.dataDir, new Uint8Array(LIMIT + 1).fill(0xff));
    await eventually(() => uploaderOf(page).getByRole('alert').textContent()).toContain('at most');
    await upload(page, studio.server.dataDir, await photo({ seed: 31 }));
    expect(sent).toHaveLength(1);
  });

  test.each(REFUSED)('%s: the sentence of the server, and the page goes on', async (what, status, bytes) => {
    const page = await openAs(what, { allowed: refusal(status) });
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await choose(page, studio.server.dataDir, bytes());
    const answer = await answered;
    expect(answer.status()).toBe(status);
    const { title, detail } = (await answer.json()) as { title: string; detail: string };
    await eventually(() => uploaderOf(page).getByRole('alert').textContent()).toContain(
      `${title}. ${detail}`,
    );
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await upload(page, studio.server.dataDir, await photo({ seed: 30 }));
    expect(await uploaderOf(page).getByRole('alert').count()).toBe(0);
  });

  test('cancelled: said so, nothing left behind, the picture and its framing are still there', async () => {
    const page = await openAs('cancels');
    await choose(page, studio.server.dataDir, await photo({ width: 2_400, height: 1_800, seed: 40 }));
    await framed(page);
    await page.getByLabel('Straighten').fill('20');
    const inWindow = await seen(page, windowOf(page));
    const hurry = await throttleUploads(page, 100_000);
    await save(page);
    await page.getByText(/Sending… [1-9]/).waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByText('Upload cancelled').waitFor();
    await eventually(() => focused(page)).toBe('Use this picture');
    expect(await page.getByRole('progressbar').count()).toBe(0);
    await eventually(() => readdir(join(studio.server.dataDir, 'tmp'))).toEqual([]);
    await hurry();
    expect(await page.getByLabel('Straighten').inputValue()).toBe('20');
    await save(page);
    await ready(page);
    expect(await roundDistance(inWindow, await served(page))).toBeLessThan(ALIKE);
  });

  test('the server stops in the middle: said so, and "Try again" sends the picture as it lies', async () => {
    const own = await startServer({ LIKENESS_SHUTDOWN_TIMEOUT: '300ms' });
    try {
      const page = await studio.open({ allowed: /ERR_|Failed to load/ }, own);
      await signIn(page, own, token({ userId: 'patient' }));
      await choose(page, studio.server.dataDir, await photo({ width: 2_400, height: 1_800, seed: 50 }));
      await framed(page);
      await page.getByRole('button', { name: 'Turn right' }).click();
      const hurry = await throttleUploads(page, 100_000);
      await save(page);
      await page.getByText(/Sending… [1-9]/).waitFor();
      await own.stop();
      await hurry();
      const again = page.getByRole('button', { name: 'Try again' });
      await eventually(() => uploaderOf(page).getByRole('alert').textContent()).toContain('still chosen');
      // what had the focus has gone
      await eventually(() => focused(page)).toBe('Try again');
      await again.click();
      await eventually(() => again.isVisible()).toBe(true);
      // what is moved meanwhile is sent as it lies then
      await page.getByRole('button', { name: 'Turn right' }).click();
      const inWindow = await seen(page, windowOf(page));
      const next = await own.again({ PORT: new URL(own.url).port });
      try {
        await again.click();
        await ready(page);
        expect(await roundDistance(inWindow, await served(page))).toBeLessThan(ALIKE);
        expect(await again.count()).toBe(0);
      } finally {
        await next.stop();
      }
    } finally {
      await own.remove();
    }
  });
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);
