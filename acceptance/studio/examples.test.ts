import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from '../harness/browser.ts';
import { clientOf, download } from '../harness/client.ts';
import { freePort } from '../harness/free-port.ts';
import { startServer, type TestServer, token } from '../harness/server.ts';
import { axe, viteBuild } from './tools.ts';

const eventually: typeof expect.poll = (shown, options) =>
  expect.poll(shown, { timeout: 60_000, ...options });

/** A page of another origin than the server's, and the server that lets it ask. */
interface Example {
  url: string;
  server: TestServer;
  close(): Promise<void>;
}

/** @param command of Node, for a port; it says when it listens */
async function startExample(command: (port: string) => string[]): Promise<Example> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const page = spawn(process.execPath, command(port), { stdio: ['ignore', 'pipe', 'inherit'] });
  const listening = new Promise<void>((resolve, reject) => {
    createInterface(page.stdout).on('line', (line) => line.includes(port) && resolve());
    page.once('exit', (code) => reject(new Error(`the example ended with ${code}`)));
  });
  const [server] = await Promise.all([
    startServer({ LIKENESS_CORS_ORIGINS: url, LIKENESS_QUEUE_RATE: 'off' }),
    listening,
  ]);
  return {
    url: `${url}/`,
    server,
    async close() {
      page.kill();
      await server.remove();
    },
  };
}

/** Left half red, right half blue. */
async function halves(folder: string): Promise<string> {
  const path = join(folder, 'halves.png');
  const half = {
    input: { create: { width: 400, height: 400, channels: 3, background: '#0000ff' } },
  } as const;
  const red = sharp({ create: { width: 800, height: 400, channels: 3, background: '#ff0000' } });
  await writeFile(
    path,
    await red
      .composite([{ ...half, left: 400, top: 0 }])
      .png()
      .toBuffer(),
  );
  return path;
}

/** Moves the picture by keys until the round window shows its right end, then sends it. */
async function frameAndSend(page: Page): Promise<void> {
  const stage = page.getByRole('application');
  await stage.focus();
  // the window ends where the picture does
  for (let press = 0; press < 40; press += 1) await page.keyboard.press('ArrowLeft');
  await page.getByRole('button', { name: 'Use this picture' }).click();
}

/** What the server shows of somebody, near the left and the right end of the middle line. */
async function endsOf(server: TestServer, userId: string): Promise<string[]> {
  const { body } = await clientOf(server, { userId }).request<{ data: { urls: Record<string, string> } }>(
    'GET',
    '/api/v1/users/me/avatar/info',
  );
  const { data, info } = await sharp((await download(body.data.urls.large ?? '')).body)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [0.05, 0.95].map((share) => {
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width * share)) * info.channels;
    return (data[at] ?? 0) > (data[at + 2] ?? 0) ? 'red' : 'blue';
  });
}

describe.skipIf(!hasChromium)('the examples, as their READMEs start them', () => {
  let browser: Browser;
  let folder: string;
  let picture: string;
  beforeAll(async () => {
    browser = await startBrowser();
    folder = await mkdtemp(join(tmpdir(), 'likeness-examples-'));
    picture = await halves(folder);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a plain page: initials first, then the picture as it was framed, under a strict policy', async () => {
    const example = await startExample((port) => ['examples/plain-html/serve.mjs', port]);
    const { server } = example;
    const { page, complaints, close } = await openPage(browser, example.url, {
      // the server is another host, and asked for a picture that is not there yet
      allowed: new RegExp(`request to another host: ${server.url}|404`),
    });
    try {
      await page.goto(example.url);
      await eventually(() => page.getByRole('img', { name: 'Ada Lovelace' }).textContent()).toBe('AL');
      expect(await page.getByRole('img', { name: 'online' }).count()).toBe(1);
      expect(await axe(page)).toEqual([]);
      await page.getByLabel('Server').fill(server.url);
      await page.getByLabel('Token').fill(token({ userId: 'ada' }));
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.locator('likeness-uploader input[type=file]').setInputFiles(picture);
      await page.getByRole('application').waitFor();
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axe(page)).toEqual([]);
      }
      await frameAndSend(page);
      await page.getByText('Your picture is in place.').waitFor();
      expect(await endsOf(server, 'ada')).toEqual(['blue', 'blue']);
      const shown = page.locator('likeness-avatar img');
      await eventually(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
        0,
      );
      expect(await axe(page)).toEqual([]);

      const text = join(folder, 'text.png');
      await writeFile(text, 'no picture');
      await page.locator('likeness-uploader input[type=file]').setInputFiles(text);
      await page.getByText('Not taken: unsupported_image').waitFor();
      expect(complaints.filter((complaint) => !/415/.test(complaint))).toEqual([]);
    } finally {
      await close();
      await example.close();
    }
  });

  test('a React application: its picture, and a body in 3D', async () => {
    const built = join(folder, 'react-app');
    await viteBuild('examples/react-app', built);
    const preview = ['node_modules/vite/bin/vite.js', 'preview', 'examples/react-app', '--outDir', built];
    const at = ['--host', '127.0.0.1', '--strictPort', '--port'];
    const example = await startExample((port) => [...preview, ...at, port]);
    const { server } = example;
    const { page, complaints, close } = await openPage(browser, example.url, {
      // there is no picture yet; and a machine without a graphics card draws slowly
      allowed: new RegExp(`request to another host: ${server.url}|404|GL Driver Message|WebGL`),
    });
    try {
      await page.goto(example.url);
      await page.getByLabel('Server').fill(server.url);
      await page.getByLabel('Token').fill(token({ userId: 'react' }));
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.locator('input[type=file]').setInputFiles(picture);
      await frameAndSend(page);
      const shown = page.locator('.likeness-avatar img').first();
      await eventually(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(
        0,
      );
      expect(await endsOf(server, 'react')).toEqual(['blue', 'blue']);
      await page.getByRole('button', { name: 'Make one' }).click();
      const viewer = page.getByLabel('The body that was made');
      await viewer.waitFor({ timeout: 120_000 });
      await eventually(() => viewer.locator('canvas').count()).toBe(1);
      expect(await axe(page)).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await close();
      await example.close();
    }
  });
});
