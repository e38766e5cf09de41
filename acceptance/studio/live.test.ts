import { buildBody, loadTemplate } from '@likeness/body';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startBrowser } from '../harness/browser.ts';
import { eventually } from '../harness/page-tools.ts';
import { bakedTemplate, openViewer, tell, type ViewerSite, viewerSite } from './viewer-site.ts';

interface Live {
  state: string;
  findings: { code: string; severity: string }[];
  result: { positions: Float32Array; measured: Record<string, number>; settled: boolean; sex: string } | null;
  retry(): void;
}
type Trial = { trial: { live: Live } };

const woman = (waist = 74) => ({ sex: 'female', measurements: { height: 168, chest: 92, waist, hip: 99 } });
const state = (page: Page) => page.evaluate(() => (window as unknown as Trial).trial.live.state);
const measured = (page: Page, key: string) =>
  page.evaluate((name) => (window as unknown as Trial).trial.live.result?.measured[name] ?? 0, key);
const ready = (page: Page) => eventually(() => state(page), { timeout: 120_000 }).toBe('ready');
const retry = (page: Page) => page.evaluate(() => (window as unknown as Trial).trial.live.retry());

/** Lets the solver's thread die of an error that it does not expect. */
const kill = async (page: Page) => {
  const [worker] = page.workers();
  if (!worker) throw new Error('there is no thread to die');
  const gone = new Promise((resolve) => worker.on('close', resolve));
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('as if it had run out of memory');
    });
  });
  await gone;
};

describe.skipIf(!hasChromium)('a body that follows what is typed', () => {
  let site: ViewerSite;
  let browser: Browser;
  beforeAll(async () => {
    site = await viewerSite();
    browser = await startBrowser(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('rests as the body that the server makes, vertex by vertex', async () => {
    const { page, complaints, close } = await openViewer(browser, site);
    await tell(page, 'ask', woman(70));
    await tell(page, 'ask', woman(78));
    await tell(page, 'ask', woman());
    await ready(page);
    const shown = await page.evaluate(() => [
      ...((window as unknown as Trial).trial.live.result?.positions ?? []),
    ]);
    const template = loadTemplate(bakedTemplate(), 'female');
    const made = buildBody({ template: () => template, request: woman() }).body?.fitted.positions ?? [];
    expect(shown.length).toBe(made.length);
    let furthest = 0;
    shown.forEach((value, i) => {
      furthest = Math.max(furthest, Math.abs(value - (made[i] as number)));
    });
    // metres
    expect(furthest).toBeLessThan(1e-5);
    expect(complaints).toEqual([]);
    await close();
  });

  test('never shows an old body, and solves in a thread of its own', async () => {
    const { page, complaints, close } = await openViewer(browser, site);
    await tell(page, 'ask', woman());
    await ready(page);
    const seen = await page.evaluate(async () => {
      const { trial } = window as unknown as { trial: { ask(request: unknown): void } & Trial['trial'] };
      const waists: number[] = [];
      const long: number[] = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) long.push(duration);
      }).observe({ type: 'longtask' });
      for (let step = 0; step <= 60; step++) {
        const waist = 74 + step / 10;
        trial.ask({ sex: 'female', measurements: { height: 168, chest: 92, waist, hip: 99 } });
        await new Promise((next) => requestAnimationFrame(next));
        const now = (window as unknown as Trial).trial.live.result?.measured.waist ?? 0;
        if (now !== waists.at(-1)) waists.push(now);
      }
      return { waists, long };
    });
    await ready(page);
    expect(Math.abs((await measured(page, 'waist')) - 80)).toBeLessThan(0.1);
    // what was shown on the way grew, as what was asked did, but for what a first step of the solver is off by
    seen.waists.forEach((waist, i) => {
      expect(waist).toBeGreaterThan(Math.max(...seen.waists.slice(0, i)) - 0.6);
    });
    expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
      expect.stringContaining('live-body.worker'),
    ]);
    console.info(`${seen.waists.length} bodies in 60 steps; tasks above 50 ms: ${seen.long.length}`);
    expect(complaints).toEqual([]);
    await close();
  });

  test('keeps the last body while a value is wrong', async () => {
    const { page, close } = await openViewer(browser, site);
    await tell(page, 'ask', woman());
    await ready(page);
    await tell(page, 'ask', woman(7400));
    await eventually(() =>
      page.evaluate(() => (window as unknown as Trial).trial.live.findings[0]?.severity),
    ).toBe('error');
    await ready(page);
    expect(Math.abs((await measured(page, 'waist')) - 74)).toBeLessThan(0.1);
    await tell(page, 'ask', woman(75));
    await eventually(async () => Math.abs((await measured(page, 'waist')) - 75)).toBeLessThan(0.1);
    await close();
  });

  test('starts its thread again when it dies, once, and then tells', async () => {
    const { page, close } = await openViewer(browser, site, { allowed: /as if it had run out of memory/ });
    await tell(page, 'ask', woman());
    await ready(page);
    await kill(page);
    await tell(page, 'ask', woman(76));
    await eventually(async () => Math.abs((await measured(page, 'waist')) - 76)).toBeLessThan(0.1);
    await ready(page);
    await kill(page);
    await eventually(() => state(page)).toBe('failed');
    expect(Math.abs((await measured(page, 'waist')) - 76)).toBeLessThan(0.1);
    await tell(page, 'ask', woman(77));
    await retry(page);
    await eventually(async () => Math.abs((await measured(page, 'waist')) - 77)).toBeLessThan(0.1);
    await close();
  });

  test('tells when its template cannot be fetched, and tries again when asked', async () => {
    const { page, close } = await openViewer(browser, site, { allowed: /ERR_FAILED/ });
    await page.route('**/template-*.bin', (route) => route.abort());
    await tell(page, 'ask', woman());
    await eventually(() => state(page)).toBe('failed');
    await page.unroute('**/template-*.bin');
    await retry(page);
    await ready(page);
    expect(Math.abs((await measured(page, 'height')) - 168)).toBeLessThan(0.1);
    await close();
  });
});
