import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { TestServer } from './server.ts';

/** What the page shows in the end, also on a busy machine. */
export const eventually: typeof expect.poll = (shown, options) =>
  expect.poll(shown, { timeout: 30_000, ...options });
export const noticeOf = (page: Page): Locator => page.locator('#notice');
export const sizesOf = (page: Page): Locator => page.locator('#sizes img');

/** The one-time link, as whoever started the server reads it. */
export function signInLink(server: TestServer): string | undefined {
  return /^sign in: (\S+)$/m.exec(server.output())?.[1];
}

/** Signs in by a pasted token. */
export async function enter(page: Page, server: TestServer, token: string): Promise<void> {
  await page.goto(server.url);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#signed-in').waitFor();
}

/** Chooses a file of the disk; one that is handed over in memory may not be large. */
export async function choose(page: Page, folder: string, bytes: Uint8Array, name = 'me.jpg'): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  await page.setInputFiles('#file', path);
}

/** Lets a file of the disk fall on the page, as the browser tells of one that comes from the desktop. */
export async function dropFile(page: Page, folder: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, 'dropped.jpg');
  await writeFile(path, bytes);
  const session = await page.context().newCDPSession(page);
  const { x, y, width, height } = (await page.locator('#drop').boundingBox()) ?? fail('nowhere to drop');
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data });
  }
}

/** Copies a PNG and presses Control+V. */
export async function pastePng(page: Page, bytes: Uint8Array): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(async (base64) => {
    const png = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    await navigator.clipboard.write([
      new ClipboardItem({ 'image/png': new Blob([png], { type: 'image/png' }) }),
    ]);
  }, Buffer.from(bytes).toString('base64'));
  await page.keyboard.press('Control+V');
}

/** Sends as slowly as a bad phone line, until the function that it gives is called. */
export async function throttleUploads(page: Page, bytesPerSecond: number): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
  return () => session.detach();
}

/** The natural sizes of the pictures, once each is loaded and decoded; one that is broken throws. */
export function naturalSizes(pictures: Locator): Promise<[width: number, height: number][]> {
  return pictures.evaluateAll((images) =>
    Promise.all(
      (images as HTMLImageElement[]).map(async (image): Promise<[number, number]> => {
        image.loading = 'eager';
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      }),
    ),
  );
}

/** Colours of the picture as the browser paints it, near its corners: top left, top right, bottom left, bottom right. */
export function cornerColours(picture: Locator): Promise<number[][]> {
  return picture.evaluate(async (image: HTMLImageElement) => {
    image.loading = 'eager';
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('no canvas');
    canvas.drawImage(image, 0, 0);
    const at = (x: number, y: number) =>
      [...canvas.getImageData(width * x, height * y, 1, 1).data].slice(0, 3);
    return [at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8), at(0.8, 0.8)];
  });
}

function fail(why: string): never {
  throw new Error(why);
}
