import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openPage, type WatchedPage } from '../harness/browser.ts';
import { ROOT, viteBuild } from './tools.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** The policy of the server's pages, read where it is written down, would be no check of it: this is the promise. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self' blob:; " +
  "connect-src 'self' blob: data:; img-src 'self' data: blob:; font-src 'self'";

/** The page of `viewer-page/`, built as the studio is. */
export interface ViewerSite {
  url: string;
  /** Where a test puts files that the page may fetch. */
  folder: string;
  close(): Promise<void>;
}

export async function viewerSite(): Promise<ViewerSite> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-viewer-'));
  await viteBuild('acceptance/studio/viewer-page', folder, '--config', 'apps/studio/vite.config.ts');
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    if (existsSync(file)) createReadStream(file).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    async close() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The template that the build baked. */
export const bakedTemplate = (): Uint8Array =>
  new Uint8Array(readFileSync(join(ROOT, 'packages/body/dist/template.bin')));

/** What drivers of software rendering say of themselves. */
const DRIVER = /GL Driver Message|software WebGL|GPU stall|WEBGL_debug|swiftshader/i;

/** Opens the page; `init` runs in it before its own code. */
export async function openViewer(
  browser: Browser,
  { url }: ViewerSite,
  { allowed, init }: { allowed?: RegExp; init?: () => void } = {},
): Promise<WatchedPage> {
  const watched = await openPage(browser, url, {
    allowed: allowed ? new RegExp(`${DRIVER.source}|${allowed.source}`, 'i') : DRIVER,
    viewport: { width: 600, height: 600 },
    reducedMotion: 'reduce',
  });
  if (init) await watched.page.addInitScript(init);
  await watched.page.goto(url);
  await watched.page.waitForFunction(() => 'trial' in window);
  return watched;
}

/** Calls a function of the page's `trial`; see `viewer-page/main.tsx`. */
export async function tell(page: Page, name: 'ask' | 'show' | 'highlight', value: unknown): Promise<void> {
  await page.evaluate(
    ([deed, given]) => {
      (window as unknown as { trial: Record<string, (value: unknown) => void> }).trial[deed as string]?.(
        given,
      );
    },
    [name, value],
  );
}
