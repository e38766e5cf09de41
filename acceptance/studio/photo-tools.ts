import { writeFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, onTestFinished } from 'vitest';
import { openPage } from '../harness/browser.ts';
import { type TestServer, token } from '../harness/server.ts';
import { DRIVER } from './body-tools.ts';
import { signIn } from './tools.ts';

/** The page of a body from photos, for one user; at the end nothing may have been complained about. */
export async function openPhotos(
  browser: Browser,
  server: TestServer,
  userId: string,
  { allowed, ...options }: BrowserContextOptions & { allowed?: RegExp } = {},
): Promise<Page> {
  const { page, complaints, close } = await openPage(browser, server.url, {
    ...options,
    allowed: new RegExp([DRIVER.source, ...(allowed ? [allowed.source] : [])].join('|'), 'i'),
  });
  onTestFinished(async () => {
    await close();
    expect(complaints).toEqual([]);
  });
  await signIn(page, server, token({ userId }), '/bodies/photos');
  return page;
}

/** Fills in the first page and goes on. */
export async function prepare(page: Page): Promise<void> {
  await page.getByLabel('Name of this body').fill('Summer');
  await page.getByLabel('Height').fill('168');
  await page.getByLabel('Female').check();
  await page.getByLabel('I agree to this').check();
  await page.getByRole('button', { name: 'To the front photo' }).click();
  await page.getByRole('heading', { name: 'From the front' }).waitFor();
}

/** Chooses a file for a photo and waits until it is shown. */
export async function give(page: Page, kind: 'front' | 'side', path: string): Promise<void> {
  await page.locator(`input[type=file][data-kind=${kind}]`).setInputFiles(path);
  await page.getByRole('img', { name: `Your photo from the ${kind}` }).waitFor();
}

/** Waits for the page of the body that was made; its id. */
export async function measured(page: Page, timeout: number): Promise<string> {
  await page.waitForURL(/\/bodies\/[0-9a-f-]{36}$/, { timeout });
  return page.url().split('/').at(-1) as string;
}

/** A camera that sees nothing but this photo. */
export async function framesOf(photo: string, path: string): Promise<string> {
  const frame = await sharp(photo).resize(960, 1280).jpeg({ quality: 92 }).toBuffer();
  await writeFile(path, Buffer.concat([frame, frame, frame, frame]));
  return path;
}
