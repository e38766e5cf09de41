import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from './harness/browser.ts';
import { startServer, type TestServer } from './harness/server.ts';

describe.skipIf(!hasChromium)('/docs', () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  test('shows the reference, an opened call with it, and asks no other host', async () => {
    const { page, complaints, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/docs`);
    await page.getByText('/api/enterprise/avatar/upload').click();
    await page.getByRole('button', { name: 'Execute' }).waitFor();
    expect(await page.locator('.opblock').count()).toBeGreaterThan(10);
    await close();
    expect(complaints).toEqual([]);
  });
});
