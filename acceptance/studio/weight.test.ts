import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from '../harness/browser.ts';
import { startServer, type TestServer, token } from '../harness/server.ts';
import { signIn } from './tools.ts';

/** bytes as they come over the wire */
const FIRST_LOAD = 250 * 1024;
const BODY_PAGES = 600 * 1024;

describe.skipIf(!hasChromium)('what pages weigh', () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([
      startServer(),
      startBrowser(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  /** Bytes by address of all that a page loads, as packed; pictures and answers of the API as well. */
  async function weigh(page: Page): Promise<Map<string, number>> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const addresses = new Map<string, string>();
    const weights = new Map<string, number>();
    session.on('Network.responseReceived', ({ requestId, response }) => {
      addresses.set(requestId, response.url);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const address = addresses.get(requestId);
      if (address?.startsWith('http')) weights.set(address, encodedDataLength);
    });
    return weights;
  }

  test('the first load, and how much more the pages with a body are', async () => {
    const watched = await openPage(browser, server.url);
    const { page } = watched;
    const weights = await weigh(page);
    const sum = () => [...weights.values()].reduce((total, bytes) => total + bytes, 0);
    await signIn(page, server, token({ userId: 'weigher' }));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const first = sum();
    console.log(`first load: ${Math.round(first / 1024)} KB`);
    expect(first).toBeGreaterThan(50_000);
    expect(first).toBeLessThanOrEqual(FIRST_LOAD);

    await page.goto(`${server.url}/bodies/tape`);
    await page.locator('canvas').first().waitFor();
    await page.waitForLoadState('networkidle');
    const more = sum() - first;
    const heaviest = [...weights].sort(([, a], [, b]) => b - a).slice(0, 8);
    console.log(`3D pages: ${Math.round(more / 1024)} KB more`, heaviest);
    expect(more).toBeGreaterThan(100_000);
    expect(more).toBeLessThanOrEqual(BODY_PAGES);
    await watched.close();
    expect(watched.complaints).toEqual([]);
  });
});
