import type { Page, Request } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../harness/browser.ts';
import { eventually } from '../harness/page-tools.ts';
import { token } from '../harness/server.ts';
import { useBrowser } from '../harness/use-browser.ts';
import { DRAWING, DRIVER, field } from './body-tools.ts';
import { signIn } from './tools.ts';

/** bytes as they come over the wire */
const FIRST_LOAD = 250 * 1024;
const BODY_PAGES = 600 * 1024;

describe.skipIf(!hasChromium)('what pages weigh', () => {
  const studio = useBrowser({}, DRAWING);

  /**
   * Notes the bytes of all that a page and its workers load, as packed; pictures and answers of the API as well.
   *
   * @returns them by address, once nothing is on its way
   */
  function weigh(page: Page): () => Promise<Map<string, number>> {
    const weights = new Map<string, number>();
    const pending = new Set<Request>();
    const context = page.context();
    context.on('request', (request) => pending.add(request));
    context.on('requestfailed', (request) => pending.delete(request));
    context.on('requestfinished', async (request) => {
      // a page that is being closed tells no sizes any more
      const sizes = await request.sizes().catch(() => undefined);
      pending.delete(request);
      const address = request.url();
      if (!sizes || !address.startsWith('http')) return;
      // together they are 0 for what comes from the browser's cache
      const bytes = sizes.responseHeadersSize + sizes.responseBodySize;
      weights.set(address, (weights.get(address) ?? 0) + bytes);
    });
    return async () => {
      await eventually(() => [...pending].map((request) => request.url())).toEqual([]);
      return weights;
    };
  }
  const sumOf = (weights: Map<string, number>) =>
    [...weights.values()].reduce((total, bytes) => total + bytes, 0);

  test('the first load, and how much more the pages with a body are', async () => {
    const page = await studio.open({ allowed: DRIVER });
    const weights = weigh(page);
    await signIn(page, studio.server, token({ userId: 'weigher' }));
    await page.getByText('Choose a picture', { exact: true }).waitFor();
    const first = sumOf(await weights());
    console.log(`first load: ${Math.round(first / 1024)} KB`);
    expect(first).toBeGreaterThan(50_000);
    expect(first).toBeLessThanOrEqual(FIRST_LOAD);

    await page.goto(`${studio.server.url}/bodies/tape`);
    await field(page, 'Height').fill('168');
    await page.locator('[data-state="ready"] canvas').waitFor();
    const all = await weights();
    const more = sumOf(all) - first;
    const heaviest = [...all].sort(([, a], [, b]) => b - a).slice(0, 12);
    console.log(`3D pages: ${Math.round(more / 1024)} KB more`, heaviest);
    // what a worker loads is weighed as well
    const template = heaviest.find(([address]) => /template-[^/]*\.bin$/.test(address));
    expect(template?.[1]).toBeGreaterThan(50_000);
    expect(more).toBeLessThanOrEqual(BODY_PAGES);
  });
});
