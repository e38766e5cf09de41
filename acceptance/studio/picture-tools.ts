import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { eventually } from '../harness/page-tools.ts';

/** What the browser itself writes of an answer like 415, which the page tells in words. */
export const refusal = (...statuses: number[]): RegExp =>
  new RegExp(
    `^console: Failed to load resource: the server responded with a status of (${statuses.join('|')}) `,
  );

export const uploaderOf = (page: Page): Locator => page.getByRole('region', { name: 'Upload' });
export const windowOf = (page: Page): Locator => page.getByRole('application', { name: 'What will be seen' });
export const save = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Use this picture' }).click();
/** Waits until the picture lies in the window and can be sent as it lies. */
export async function framed(page: Page): Promise<void> {
  await windowOf(page).waitFor();
  await eventually(() => page.getByRole('button', { name: 'Use this picture' }).isEnabled()).toBe(true);
}
export const noticeOf = (page: Page): Locator => page.getByRole('main').getByRole('status');

let chosen = 0;

/** Chooses a file of the disk; one that is handed over in memory may not be large. */
export async function choose(page: Page, folder: string, bytes: Uint8Array, name = 'me.jpg'): Promise<void> {
  // the same path once more would be no change of the field, unless its button is pressed
  chosen += 1;
  const path = join(folder, `${chosen}-${name}`);
  await writeFile(path, bytes);
  await page.locator('input[type=file]').setInputFiles(path);
}

/** Chooses a picture, leaves it as it lies, and waits until the page says that it is there. */
export async function upload(page: Page, folder: string, bytes: Uint8Array, name?: string): Promise<void> {
  await choose(page, folder, bytes, name);
  await framed(page);
  await save(page);
  await page.getByText(/ready in every size|here already/).waitFor();
}

/** Lets a file of the disk fall on the uploader, as the browser tells of one that comes from the desktop. */
export async function dropFile(page: Page, folder: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, 'dropped.jpg');
  await writeFile(path, bytes);
  const session = await page.context().newCDPSession(page);
  const box = await uploaderOf(page).boundingBox();
  if (box === null) throw new Error('nowhere to drop');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
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

/** The natural sizes of pictures once each is loaded and decoded; one that is broken throws. */
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

/** The largest rendition that the server has of the picture that the page shows. */
export async function served(page: Page): Promise<Buffer> {
  const address = await page.getByRole('link', { name: 'original as JPEG' }).getAttribute('href');
  const answer = await page.request.get(address ?? '');
  expect(answer.status()).toBe(200);
  return answer.body();
}

/** What is seen in the round window, or in a round picture, at this moment. */
export async function seen(page: Page, round: Locator): Promise<Buffer> {
  await round.scrollIntoViewIfNeeded();
  const clip = await round.boundingBox();
  if (clip === null) throw new Error('it cannot be seen');
  return page.screenshot({ clip });
}

export const turnedRound = (picture: Buffer): Promise<Buffer> => sharp(picture).rotate(180).toBuffer();

const CELLS = 24;

/** How much two square pictures differ within the circle that both hold: mean of all channels, 0 to 255. */
export async function roundDistance(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((picture) =>
      sharp(picture)
        .flatten({ background: '#ffffff' })
        .resize(CELLS, CELLS, { fit: 'fill' })
        .removeAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer(),
    ),
  );
  let [sum, count] = [0, 0];
  for (let row = 0; row < CELLS; row += 1) {
    for (let column = 0; column < CELLS; column += 1) {
      const half = (CELLS - 1) / 2;
      // a little within, as the window has a border
      if (Math.hypot(row - half, column - half) > CELLS * 0.45) continue;
      for (let channel = 0; channel < 3; channel += 1) {
        const at = (row * CELLS + column) * 3 + channel;
        sum += Math.abs((a?.[at] ?? 0) - (b?.[at] ?? 0));
        count += 1;
      }
    }
  }
  return sum / count;
}
