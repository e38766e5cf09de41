import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBody, exportGlb, loadTemplate } from '@likeness/body';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startBrowser } from '../harness/browser.ts';
import { eventually } from '../harness/page-tools.ts';
import { axe, overhang } from './tools.ts';
import { bakedTemplate, openViewer, tell, type ViewerSite, viewerSite } from './viewer-site.ts';

const viewer = (page: Page, n = 1) => page.getByRole('application', { name: `Body ${n}` });
const state = (page: Page) => page.locator('.viewer').first().getAttribute('data-state');

/** What is drawn above the shadow: its box, as shares of the viewer. */
async function drawn(page: Page, n = 1): Promise<{ width: number; top: number; picture: Buffer }> {
  const shot = sharp(await viewer(page, n).screenshot());
  const { width, height } = await shot.metadata();
  // without the ring of the focus
  const { data, info } = await shot
    .extract({ left: 8, top: 8, width: (width ?? 0) - 16, height: (height ?? 0) - 16 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let [left, right, top] = [info.width, 0, info.height];
  for (let y = 0; y < info.height * 0.8; y++) {
    for (let x = 0; x < info.width; x++) {
      const at = (y * info.width + x) * 3;
      const off = [0, 1, 2].map((c) => Math.abs((data[at + c] as number) - (data[c] as number)));
      if (Math.max(...off) < 24) continue;
      [left, right, top] = [Math.min(left, x), Math.max(right, x), Math.min(top, y)];
    }
  }
  return { width: (right - left) / info.width, top: top / info.height, picture: data };
}

/** Shows a body of the site's folder and waits until it stands there. */
async function show(page: Page, ...bodies: Record<string, unknown>[]): Promise<void> {
  await tell(page, 'show', bodies);
  await eventually(async () => {
    const states = await page.locator('.viewer').evaluateAll((all) => all.map((one) => one.dataset.state));
    return states.length === bodies.length && states.every((one) => one === 'ready');
  }).toBe(true);
}

const BODY = { file: '/body.glb', tapes: [] };

describe.skipIf(!hasChromium)('the viewer of a body', () => {
  let site: ViewerSite;
  let browser: Browser;
  beforeAll(async () => {
    site = await viewerSite();
    const template = loadTemplate(bakedTemplate(), 'female');
    const request = { sex: 'female', measurements: { height: 168, chest: 92, waist: 74, hip: 99 } };
    const { body } = buildBody({ template: () => template, request });
    const positions = body?.fitted.positions ?? new Float32Array();
    await writeFile(join(site.folder, 'body.glb'), await exportGlb({ template, positions }));
    await writeFile(join(site.folder, 'coarse.glb'), await exportGlb({ template, positions, lod: 2 }));
    await writeFile(join(site.folder, 'broken.glb'), 'glTF, but not for long');
    const grey = sharp({ create: { width: 2, height: 3, channels: 3, background: '#888' } });
    await writeFile(join(site.folder, 'thumbnail.png'), await grey.png().toBuffer());
    browser = await startBrowser(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('is walked round by keys and pointer, and stands as before after Home', async () => {
    const { page, complaints, close } = await openViewer(browser, site);
    await show(page, BODY);
    const front = await drawn(page);
    expect(front.top).toBeGreaterThan(0.01);
    expect(front.width).toBeGreaterThan(0.3);

    await viewer(page).focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
    await eventually(async () => (await drawn(page)).width).toBeLessThan(front.width / 2);
    await page.keyboard.press('+');
    await page.keyboard.press('Home');
    await eventually(async () => (await drawn(page)).picture.equals(front.picture)).toBe(true);

    const box = await viewer(page).boundingBox();
    if (!box) throw new Error('no viewer');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + box.height / 4, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await eventually(async () => (await drawn(page)).width).toBeLessThan(front.width / 2);
    expect(complaints).toEqual([]);
    await close();
  });

  test('stretches its arms out, shows its edges, and a coarser mesh', async () => {
    const { page, complaints, close } = await openViewer(browser, site);
    await show(page, BODY);
    const plain = await drawn(page);
    const wide = async () => {
      const { width, top } = await drawn(page);
      return width / (0.8 - top);
    };
    const before = await wide();
    await show(page, { ...BODY, pose: 't-pose' });
    await eventually(wide).toBeGreaterThan(before * 1.2);
    await show(page, BODY);
    await eventually(async () => (await drawn(page)).picture.equals(plain.picture)).toBe(true);
    await show(page, { ...BODY, wireframe: true });
    await eventually(async () => (await drawn(page)).picture.equals(plain.picture)).toBe(false);
    await show(page, { ...BODY, file: '/coarse.glb' });
    const coarse = await drawn(page);
    expect(coarse.picture.equals(plain.picture)).toBe(false);
    expect(Math.abs(coarse.width - plain.width)).toBeLessThan(0.02);
    expect(complaints).toEqual([]);
    await close();
  });

  test('draws the tapes where the file measures, each with its label, by pointer and by key', async () => {
    const { page, complaints, close } = await openViewer(browser, site);
    await show(page, { file: '/body.glb' });
    type Trial = { trial: { tapes: { key: string; cm: number }[] } };
    await page.waitForFunction(() => (window as unknown as Trial).trial.tapes.length > 0);
    const waist = await page.evaluate(
      () => (window as unknown as Trial).trial.tapes.find(({ key }) => key === 'waist')?.cm ?? 0,
    );
    expect(Math.abs(waist - 74)).toBeLessThan(0.1);
    const tag = page.locator('.likeness-viewer-tag');
    await viewer(page).focus();
    await page.keyboard.press('.');
    await eventually(() => tag.textContent()).toBe('Height');
    await page.keyboard.press('.');
    await eventually(() => tag.textContent()).not.toBe('Height');
    expect(await tag.isVisible()).toBe(true);

    const box = await viewer(page).boundingBox();
    if (!box) throw new Error('no viewer');
    // up the middle of the trunk from the thighs: the first tapes that are met are hip and waist
    const met = new Set<string | null>();
    await eventually(async () => {
      for (let share = 0.5; share > 0.35; share -= 0.01) {
        await page.mouse.move(box.x + box.width * 0.47, box.y + box.height * share);
        met.add(await tag.textContent());
      }
      return [...met];
    }).toEqual(expect.arrayContaining(['Hip', 'Waist (ISO)']));
    await page.mouse.move(box.x + 2, box.y + box.height - 2);
    await eventually(() => tag.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  test('comes back after the graphics card was reset, as it was', async () => {
    const { page, complaints, close } = await openViewer(browser, site, { allowed: /context lost/i });
    await show(page, BODY);
    const before = await drawn(page);
    const losing = await page.locator('canvas').evaluateHandle((canvas: HTMLCanvasElement) => {
      const extension = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
      extension?.loseContext();
      return extension;
    });
    await page.getByText('the graphics card was reset').waitFor();
    expect(await page.getByAltText('The body').isVisible()).toBe(true);
    await losing.evaluate((extension) => extension?.restoreContext());
    await eventually(() => state(page)).toBe('ready');
    await eventually(async () => (await drawn(page)).picture.equals(before.picture)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test('shows a picture instead where there is no WebGL, and where the file is broken', async () => {
    const without = await openViewer(browser, site, {
      allowed: /WebGL/,
      init: () => {
        HTMLCanvasElement.prototype.getContext = () => null;
      },
    });
    await tell(without.page, 'show', [BODY]);
    await without.page.getByText('cannot draw in 3D').waitFor();
    await without.page.getByAltText('The body').waitFor();
    expect(without.complaints).toEqual([]);
    await without.close();

    const { page, close } = await openViewer(browser, site);
    await tell(page, 'show', [{ ...BODY, file: '/broken.glb' }]);
    await page.getByText('could not be opened').waitFor();
    await show(page, BODY);
    expect((await drawn(page)).width).toBeGreaterThan(0.3);
    await close();
  });

  test('draws nothing while nothing changes', async () => {
    const { page, close } = await openViewer(browser, site, {
      init: () => {
        const next = window.requestAnimationFrame.bind(window);
        let asked = 0;
        Object.assign(window, { asked: () => asked, frame: () => new Promise(next) });
        window.requestAnimationFrame = (callback) => {
          asked++;
          return next(callback);
        };
      },
    });
    await show(page, BODY);
    const frames = () =>
      page.evaluate(async () => {
        const { asked, frame } = window as unknown as { asked(): number; frame(): Promise<void> };
        const before = asked();
        for (let i = 0; i < 20; i++) await frame();
        return asked() - before;
      });
    const settled = async () => {
      await eventually(frames).toBe(0);
      return page.evaluate(() => (window as unknown as { asked(): number }).asked());
    };
    const before = await settled();
    await viewer(page).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await settled()).toBeGreaterThan(before);
    await close();
  });

  test('turns with another that it is tied to', async () => {
    const { page, complaints, close } = await openViewer(browser, site);
    await show(page, BODY, { ...BODY, file: '/coarse.glb' });
    const before = await drawn(page, 2);
    await viewer(page, 1).focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowLeft');
    await eventually(async () => (await drawn(page, 2)).width).toBeLessThan(before.width / 2);
    expect(complaints).toEqual([]);
    await close();
  });

  test('breaks no rule of WCAG, and is no wider than a small window', async () => {
    const { page, close } = await openViewer(browser, site);
    await page.setViewportSize({ width: 360, height: 640 });
    await show(page, { file: '/body.glb' });
    await viewer(page).focus();
    await page.keyboard.press('.');
    const rest = (await axe(page)).filter((one) => !/^(landmark|page-has-heading|region)/.test(one));
    expect(rest).toEqual([]);
    expect(await overhang(page)).toBe(0);
    await close();
  });
});
