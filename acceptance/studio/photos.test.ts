import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyHeic } from '@likeness/test-kit';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasChromium, startBrowser } from '../harness/browser.ts';
import { clientOf } from '../harness/client.ts';
import { freePort } from '../harness/free-port.ts';
import { eventually, throttleUploads } from '../harness/page-tools.ts';
import { environment, likeness, startServer, type TestServer } from '../harness/server.ts';
import { storedObjects } from '../harness/stored-objects.ts';
import { framesOf, give, measured, openPhotos, prepare } from './photo-tools.ts';
import { axe, overhang } from './tools.ts';

const SETTINGS = { LIKENESS_QUEUE_RATE: 'off' };
/** ms that a body may take on a machine that does much else */
const PATIENCE = 300_000;

let server: TestServer;
let browser: Browser;
let folder: string;
const photo = (name: string) => join(folder, `${name}.jpg`);

describe.skipIf(!hasChromium)('a body from photos', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-studio-photos-'));
    const made = await likeness(['demo-photos', folder, '--size', '2016'], environment(folder));
    if (made.code !== 0) throw new Error(made.stderr);
    const front = sharp(photo('front'));
    // the lower legs are missing
    await front.clone().extract({ left: 0, top: 0, width: 1512, height: 1360 }).toFile(photo('cut'));
    [server, browser] = await Promise.all([startServer(SETTINGS), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('two files become a body, which has what the tape said, and the photos are gone', async () => {
    const page = await openPhotos(browser, server, 'alice');
    // as on a page that came without encryption
    await page.evaluate(() => Object.defineProperty(crypto, 'randomUUID', { value: undefined }));
    await page.getByText('Do you know more?').click();
    await page.getByLabel('Waist').fill('٧٦');
    await prepare(page);
    await give(page, 'front', photo('front'));
    await page.getByText('At first sight all is well.').waitFor({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await give(page, 'side', photo('side'));
    await page.getByRole('button', { name: 'Look at both and measure' }).click();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    const id = await measured(page, PATIENCE);
    const alice = clientOf(server, { userId: 'alice' });
    const { body } = await alice.request<Shown>('GET', `/api/v1/avatars/${id}`);
    expect(body).toMatchObject({ name: 'Summer', status: 'ready', photos: { state: 'deleted' } });
    const { body: sizes } = await alice.request<Sizes>('GET', `/api/v1/avatars/${id}/measurements`);
    expect(sizes.measurements.waist).toMatchObject({ value: 76, source: 'measured' });
    expect(sizes.measurements.chest).toMatchObject({ source: 'photo' });
    expect(await storedObjects(server.dataDir, 'photos')).toEqual([]);
    // what was typed is not kept for whoever comes next
    expect(await page.evaluate(() => Object.keys(sessionStorage).join())).not.toContain('photos-about');
  });

  test('a photo without feet is shown with what is wrong; it alone is taken again', async () => {
    const page = await openPhotos(browser, server, 'bob');
    await prepare(page);
    await give(page, 'front', photo('cut'));
    await page.getByText(/cuts off or hides the feet/).waitFor({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await give(page, 'side', photo('side'));
    await page.getByRole('button', { name: 'Look at both and measure' }).click();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByText('No body could be measured from these photos.').waitFor({ timeout: PATIENCE });
    await page.getByText(/cuts off or hides the feet/).waitFor();
    await page.getByText('This photo is well. It is kept.').waitFor();
    const seen = page.getByRole('img', { name: 'What was seen in the photo' }).first();
    await seen.waitFor({ timeout: PATIENCE });
    await eventually(() => seen.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await axe(page)).toEqual([]);
    await eventually(
      async () =>
        (await clientOf(server, { userId: 'bob' }).request<List>('GET', '/api/v1/avatars')).body.data,
    ).toEqual([]);
    expect(await page.getByRole('button', { name: 'Take the side photo again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Take the front photo again' }).click();
    await give(page, 'front', photo('front'));
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await page.getByRole('img', { name: 'Your photo from the side' }).waitFor();
    await page.getByRole('button', { name: 'Look at both and measure' }).click();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await measured(page, PATIENCE);
  });

  test('a server that stops while the photos are on their way: nothing is lost, and they go again', async () => {
    const port = String(await freePort());
    const own = await startServer({ ...SETTINGS, PORT: port, LIKENESS_KEEP_PHOTOS: '7' });
    let running = own;
    onTestFinished(() => running.remove());
    const page = await openPhotos(browser, own, 'dave', { allowed: /ERR_|Failed to load|WebSocket/ });
    const keys = new Set<string | undefined>();
    page.on('request', (request) => {
      if (request.url().endsWith('/photo-based')) keys.add(request.headers()['idempotency-key']);
    });
    await prepare(page);
    await give(page, 'front', photo('front'));
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await page.getByRole('button', { name: /Go on without a side photo/ }).click();
    const faster = await throttleUploads(page, 20_000);
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await eventually(() =>
      page.getByRole('progressbar').getAttribute('aria-valuenow').then(Number),
    ).toBeGreaterThan(5);
    await own.kill();
    await page.getByText('Nothing is lost').waitFor({ timeout: PATIENCE });
    await page.getByRole('img', { name: 'Your photo from the front' }).waitFor();
    await faster();
    running = await own.again();
    // whoever looked at the steps before still sends the same order
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByRole('button', { name: /Go on without a side photo/ }).click();
    await page.getByRole('button', { name: 'Send again' }).click();
    await measured(page, PATIENCE);
    expect(keys.size).toBe(1);
    // this server keeps photos, until one has had enough of that
    await page.getByText('This server keeps the photos until').waitFor();
    await page.getByRole('button', { name: 'Delete the photos now' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the photos now' }).click();
    await page.getByText('The photos were deleted').waitFor();
    await eventually(() => storedObjects(own.dataDir, 'photos')).toEqual([]);
  });

  test('measuring can be stopped, and leaves neither body nor photos', async () => {
    const own = await startServer({ ...SETTINGS, LIKENESS_WORKERS_IN_PROCESS: 'off' });
    onTestFinished(() => own.remove());
    const page = await openPhotos(browser, own, 'mona');
    await prepare(page);
    await give(page, 'front', photo('front'));
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await page.getByRole('button', { name: /Go on without a side photo/ }).click();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByRole('button', { name: 'Stop and delete the photos' }).click();
    await page.getByRole('button', { name: 'Measure', exact: true }).waitFor();
    const mona = clientOf(own, { userId: 'mona' });
    await eventually(async () => (await mona.request<List>('GET', '/api/v1/avatars')).body.data).toEqual([]);
    await expect.poll(() => storedObjects(own.dataDir, 'photos')).toEqual([]);
  });

  test('sending can be stopped, and leaves no body', async () => {
    const page = await openPhotos(browser, server, 'erin', { allowed: /ERR_ABORTED/ });
    await prepare(page);
    await give(page, 'front', photo('front'));
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await page.getByRole('button', { name: /Go on without a side photo/ }).click();
    await throttleUploads(page, 20_000);
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    const stop = page.getByRole('button', { name: 'Stop sending' });
    await stop.waitFor();
    expect(await page.getByRole('button', { name: 'Prepare' }).isDisabled()).toBe(true);
    await stop.click();
    await page.getByRole('button', { name: 'Measure', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Prepare' }).isEnabled()).toBe(true);
    // and whoever works by keyboard is where the photos are
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SECTION');
    const { body } = await clientOf(server, { userId: 'erin' }).request<List>('GET', '/api/v1/avatars');
    expect(body.data).toEqual([]);
  });

  test('the camera: the check on this device says hold still, and the shutter goes by itself', async () => {
    const frames = await framesOf(photo('front'), join(folder, 'front.mjpeg'));
    const filming = await startBrowser([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${frames}`,
    ]);
    onTestFinished(() => filming.close());
    const page = await openPhotos(filming, server, 'frank', { permissions: ['camera'] });
    await prepare(page);
    await page.getByRole('button', { name: 'Take it with the camera' }).click();
    await page.getByText('Very good. Hold still!').waitFor({ timeout: PATIENCE });
    const taken = page.getByRole('img', { name: 'Your photo from the front' });
    await taken.waitFor({ timeout: PATIENCE });
    expect(
      await taken.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]),
    ).toEqual([960, 1280]);
    // from the side the same person stands wrong, and the shutter waits
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await page.getByRole('button', { name: 'Take it with the camera' }).click();
    await page.getByText('Turn exactly sideways.').waitFor({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'Take it in five seconds' }).click();
    await page.getByRole('img', { name: 'Your photo from the side' }).waitFor({ timeout: PATIENCE });
    await page.getByText(/The side photo shows the front/).waitFor({ timeout: PATIENCE });
  });

  test('a device that cannot run the check says so, and takes the photo by the countdown', async () => {
    const frames = await framesOf(photo('front'), join(folder, 'unchecked.mjpeg'));
    const filming = await startBrowser([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${frames}`,
    ]);
    onTestFinished(() => filming.close());
    const page = await openPhotos(filming, server, 'kate', {
      permissions: ['camera'],
      allowed: /ERR_FAILED|wasm|Failed to load/,
    });
    await page.context().route('**/*.tflite', (route) => route.abort());
    await prepare(page);
    await page.getByRole('button', { name: 'Take it with the camera' }).click();
    await page.getByText('This device cannot check the pose.').waitFor({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'Take it in five seconds' }).click();
    await page.getByRole('img', { name: 'Your photo from the front' }).waitFor({ timeout: PATIENCE });
    await page.getByText('This device cannot check the photo beforehand.').waitFor({ timeout: PATIENCE });
    // what was only the network is well again at the next photo
    await page.context().unroute('**/*.tflite');
    await page.getByRole('button', { name: 'To the side photo' }).click();
    await give(page, 'side', photo('side'));
    await page.getByText('At first sight all is well.').waitFor({ timeout: PATIENCE });
    expect(await page.getByRole('button', { name: 'Look at both and measure' }).isEnabled()).toBe(true);
  });

  test('a camera that is refused leaves files to choose; what is no photo is told', async () => {
    const page = await openPhotos(browser, server, 'grace', { permissions: [] });
    await prepare(page);
    await page.getByRole('button', { name: 'Take it with the camera' }).click();
    await page.getByText(/Use photos that you have|use photos that you have/).waitFor();
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-') });
    await page.getByText('That is no picture.').waitFor();
    await input.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) });
    await page.getByText('That file is empty.').waitFor();
    await input.setInputFiles({ name: 'a.heic', mimeType: 'image/heic', buffer: tinyHeic() });
    const shown = page.getByRole('img', { name: 'Your photo from the front' });
    await shown.waitFor({ timeout: PATIENCE });
    await eventually(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
      0,
    );
    expect(await page.getByText('That file is empty.').count()).toBe(0);
  });

  test('without consent nothing goes on; fields that are wrong say so, and keep what was typed', async () => {
    const page = await openPhotos(browser, server, 'heidi');
    const on = page.getByRole('button', { name: 'To the front photo' });
    expect(await on.isDisabled()).toBe(true);
    await page.getByLabel('I agree to this').check();
    await page.getByLabel('Height').fill('tall');
    await on.click();
    await page.getByText('Give it a name').waitFor();
    await page.getByText('Type a number here.').waitFor();
    await page.getByLabel('Name of this body').fill('Summer');
    await page.getByLabel('Height').fill('16.8');
    await on.click();
    await eventually(() => page.getByLabel('Height').getAttribute('aria-invalid')).toBe('true');
    await page.reload();
    expect(await page.getByLabel('Name of this body').inputValue()).toBe('Summer');
    expect(await page.getByLabel('I agree to this').isChecked()).toBe(false);
  });

  test('another unit says the same, and back again what was typed; what is emptied stays in sight', async () => {
    const page = await openPhotos(browser, server, 'lena');
    await page.getByLabel('Height').fill('168');
    await page.getByText('Do you know more?').click();
    const weight = page.getByLabel('Weight');
    await weight.fill('70');
    await page.getByLabel('ft, in, lb').check();
    const imperial = [page.getByLabel('Height'), page.getByLabel('Inches'), weight];
    expect(await Promise.all(imperial.map((field) => field.inputValue()))).toEqual(['5', '6.1', '154.3']);
    await page.getByLabel('cm, kg').check();
    const metric = [page.getByLabel('Height'), weight];
    expect(await Promise.all(metric.map((field) => field.inputValue()))).toEqual(['168', '70']);
    await weight.fill('');
    expect(await weight.isVisible()).toBe(true);
  });

  test('the keyboard alone goes through', async () => {
    const page = await openPhotos(browser, server, 'ivan');
    // asked for well before the key: the browser is told of it beside, and may hear the key first
    const chosen = page.waitForEvent('filechooser');
    await page.getByLabel('Name of this body').focus();
    await page.keyboard.type('Summer');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('168');
    for (let i = 0; i < 2; i += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'From the front' }).waitFor();
    // the focus is at the top of the new step
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SECTION');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await (await chosen).setFiles(photo('front'));
    await page.getByRole('img', { name: 'Your photo from the front' }).waitFor();
    expect(await page.getByRole('button', { name: 'To the side photo' }).isEnabled()).toBe(true);
    // the button that was pressed has gone, and the focus not with it
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('From the front');
  });

  test.each([
    ['en', 'light'],
    ['ar', 'dark'],
  ] as const)('%s, %s: no barrier, and nothing hangs over at 360 px', async (language, colorScheme) => {
    const page = await openPhotos(browser, server, `judy-${language}`, {
      colorScheme,
      locale: language,
      viewport: { width: 360, height: 740 },
    });
    await page.locator('input[type=checkbox]').waitFor();
    expect(await page.locator('blockquote').getAttribute('lang')).toBe(language);
    expect([await axe(page), await overhang(page)]).toEqual([[], 0]);
    await page.locator('input[maxlength="255"]').fill('A');
    const height = page.locator('input[inputmode=decimal]').first();
    await height.fill('16.8');
    await page.locator('input[type=checkbox]').check();
    await page.locator('button[type=submit]').click();
    await page.getByText(language === 'ar' ? 'ليس لبالغ' : 'is not an adult’s').waitFor();
    await height.fill('168');
    await page.locator('button[type=submit]').click();
    await page.locator('input[type=file]').waitFor({ state: 'attached' });
    expect([await axe(page), await overhang(page)]).toEqual([[], 0]);
    await page.locator('input[type=file]').setInputFiles(photo('cut'));
    await page.locator('li svg[role=img]').waitFor({ timeout: PATIENCE });
    await page.getByText(language === 'ar' ? 'الصورة تقطع القدمين' : 'cuts off or hides the feet').waitFor();
    expect([await axe(page), await overhang(page)]).toEqual([[], 0]);
  });
});

interface Shown {
  name: string;
  status: string;
  photos: { state: string } | null;
}
interface List {
  data: unknown[];
}
interface Sizes {
  measurements: Record<string, { value: number; source: string }>;
}
