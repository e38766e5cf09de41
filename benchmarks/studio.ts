import { type Browser, chromium, type Page } from 'playwright-core';
import type { Benchmark, Measure } from './benchmark.ts';
import { median } from './support/numbers.ts';
import { type PageWatch, type Seen, watchPage } from './support/page-watch.ts';
import { startServer, tokenOf } from './support/server.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** Pixels of the pointer while a slider is dragged, and ms between them. */
const DRAG = { steps: 120, width: 200, every: 16 };

/** What the studio weighs, and whether it stays awake while a slider is dragged. WebGL by software: no GPU is needed. */
export const studio: Benchmark = {
  name: 'studio',
  about:
    'bytes of the first load and of the pages with a body; long tasks and bodies/s while a slider is dragged',
  async run({ quick, say }) {
    const server = await startServer();
    // painting waits for a second while WebGL by software comes up: what is painted is timed without it
    const [browser, painter] = await Promise.all([
      launch(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']),
      launch(['--disable-3d-apis']),
    ]);
    try {
      say(`Chromium ${browser.version()}, WebGL by SwiftShader`);
      const paints: number[] = [];
      const rates: number[] = [];
      const unseen: number[] = [];
      const tasks: number[] = [];
      let [first, more, shift] = [0, 0, 0];
      for (let round = 0; round < (quick ? 1 : 5); round += 1) {
        const seen = await undrawn(painter, server.url, tokenOf(`painter-${round}`));
        paints.push(seen.paint);
        shift = Math.max(shift, seen.shift);
        unseen.push(seen.rate);
      }
      for (let round = 0; round < (quick ? 1 : 5); round += 1) {
        const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
        const page = await context.newPage();
        const watched = await watchPage(page);
        await page.goto(server.url.href);
        await page.locator('#token').fill(tokenOf(`studio-${round}`));
        await page.locator('#token').press('Enter');
        await page.getByText('Choose a picture', { exact: true }).waitFor();
        first = await watched.weight();
        await openTape(page, server.url, '[data-state="ready"] canvas');
        more = (await watched.weight()) - first;
        const dragged = await drag(page, watched);
        rates.push(dragged.rate);
        tasks.push(Math.max(0, ...dragged.longTasks));
        await context.close();
      }
      const kilobytes = (bytes: number) => Math.round(bytes / 102.4) / 10;
      return [
        { metric: 'first load', value: kilobytes(first), unit: 'KiB', aim: '<= 250' },
        { metric: 'pages with a body, more', value: kilobytes(more), unit: 'KiB', aim: '<= 600' },
        { metric: 'largest contentful paint', value: median(paints), unit: 'ms' },
        { metric: 'layout shift', value: shift, unit: '', aim: '<= 0.1' },
        { metric: 'bodies while dragging, not drawn', value: median(unseen), unit: '1/s', aim: '>= 20' },
        { metric: 'bodies while dragging, drawn by software', value: median(rates), unit: '1/s' },
        { metric: 'longest task while dragging', value: median(tasks), unit: 'ms', aim: '<= 50' },
      ] satisfies Measure[];
    } finally {
      await Promise.all([browser.close(), painter.close()]);
      await server.remove();
    }
  },
};

function launch(args: readonly string[]): Promise<Browser> {
  const chromiumSandbox = process.getuid?.() !== 0;
  return chromium.launch({ executablePath: CHROMIUM, chromiumSandbox, args: [...args] });
}

async function openTape(page: Page, url: URL, ready: string): Promise<void> {
  await page.goto(new URL('/bodies/tape', url).href);
  await page.getByRole('textbox', { name: 'Height', exact: true }).fill('168');
  await page.locator(ready).first().waitFor();
}

/**
 * In a browser without WebGL: when the sign-in was painted, what moved on the way to one's own picture, and how many
 * bodies a second the solver makes for a page that need not draw them.
 */
async function undrawn(browser: Browser, url: URL, token: string): Promise<Seen & { rate: number }> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  const page = await context.newPage();
  const watched = await watchPage(page);
  await page.goto(url.href);
  // the browser stops looking for a larger paint with the first key
  await watched.painted();
  await page.locator('#token').fill(token);
  await page.locator('#token').press('Enter');
  await page.getByText('Choose a picture', { exact: true }).waitFor();
  await watched.weight();
  const { paint, shift } = await watched.read();
  await openTape(page, url, 'input[placeholder^="≈"]');
  const dragged = await drag(page, watched);
  await context.close();
  return { ...dragged, paint, shift };
}

/** Drags the first slider to and fro. @returns what was seen meanwhile, and bodies a second */
async function drag(page: Page, watched: PageWatch): Promise<Seen & { rate: number }> {
  const slider = page.getByRole('slider').first();
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  if (!box) throw new Error('there is no slider');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await watched.read();
  await page.mouse.down();
  const began = performance.now();
  for (let step = 0; step < DRAG.steps; step += 1) {
    await page.mouse.move(x + Math.sin(step / 12) * (DRAG.width / 2), y);
    await new Promise((resolve) => setTimeout(resolve, DRAG.every));
  }
  const seconds = (performance.now() - began) / 1_000;
  const seen = await watched.read();
  await page.mouse.up();
  return { ...seen, rate: seen.answers / seconds };
}
