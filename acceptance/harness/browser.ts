import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Without it the tests of the page are skipped, which `npm test` says loudly; CI must have it. */
export const hasChromium = existsSync(CHROMIUM) || process.env.CI === 'true';

if (!hasChromium) {
  console.warn(`MISSING: Chromium at ${CHROMIUM}; the page is not tested. Set CHROMIUM_PATH to where it is.`);
}

/** What a browser would ask the world for by itself. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  // Only loopback has a way out; a name that should not be asked for fails at once.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** The system's Chromium, headless. Its sandbox does not work for root. `more`: further switches. */
export function startBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...QUIET, ...more],
  });
}

/** A tab with a profile of its own that notes what must not happen. */
export interface WatchedPage {
  page: Page;
  /** What the console says (breaches of the content policy are told there), errors of scripts, requests to other hosts. */
  complaints: string[];
  close(): Promise<void>;
}

/**
 * @param origin the only address that the page may speak to
 * @param options `allowed`: complaints that the test provokes
 */
export async function openPage(
  browser: Browser,
  origin: string,
  { allowed, ...options }: BrowserContextOptions & { allowed?: RegExp } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const complaints: string[] = [];
  const complain = (text: string) => {
    if (!allowed?.test(text)) complaints.push(text);
  };
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== new URL(origin).origin) {
      complain(`request to another host: ${url.href}`);
    }
  });
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complain(`console: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => complain(`script: ${error.error().message}`));
  const page = await context.newPage();
  // a server that has just started makes its first AVIF beside a second worker
  page.setDefaultTimeout(90_000);
  return { page, complaints, close: () => context.close() };
}
