import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openPage, startBrowser } from './harness/browser.ts';
import { environment, likeness } from './harness/server.ts';

const THREE = dirname(dirname(createRequire(import.meta.url).resolve('three')));
const PAGE = fileURLToPath(new URL('harness/body-viewer.html', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.glb': 'model/gltf-binary',
};

/** What drivers of software rendering say of themselves. */
const DRIVER = /GL Driver Message|software WebGL|GPU stall|WEBGL_debug|swiftshader/i;

/** What the page found; see `harness/body-viewer.html`. Metres. */
interface Look {
  meshes: number;
  bones: string[];
  morphs: string[];
  standing: { min: [number, number, number]; max: [number, number, number] };
  moved: { min: [number, number, number]; max: [number, number, number] };
  picture: { rows: number; covered: number; colours: number; rowsPerMetre: number };
}

const HEIGHT = 1.68;
const WOMAN = ['--height', '168', '--chest', '92', '--waist', '74', '--hip', '99', '--sex', 'female'];

describe.skipIf(!hasChromium)('a body in three.js', () => {
  let folder: string;
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-viewer-'));
    server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
      const file =
        path === '/' ? PAGE : path.startsWith('/three/') ? join(THREE, path.slice(7)) : join(folder, path);
      stat(file).then(
        () => {
          response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
          createReadStream(file).pipe(response);
        },
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    browser = await startBrowser(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function lookAt(name: string, ...args: string[]): Promise<Look> {
    const run = await likeness(
      ['body', ...WOMAN, '-o', join(folder, name), ...args],
      environment(join(folder, 'data')),
    );
    expect([run.code, run.stderr]).toEqual([0, '']);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { page, complaints, close } = await openPage(browser, origin, { allowed: DRIVER });
    try {
      await page.goto(origin);
      await page.waitForFunction(() => 'look' in window);
      const look = await page.evaluate(
        (url) => (window as unknown as { look(url: string): Promise<Look> }).look(url),
        `/${name}`,
      );
      expect(complaints).toEqual([]);
      return look;
    } finally {
      await close();
    }
  }

  test.each([
    ['meshopt', []],
    ['draco', []],
    ['none', []],
    ['meshopt', ['--lod', '2', '--morphs', 'heavy,slim']],
  ])('%s %j: as tall as asked for, on its bones, and there to be seen', async (compression, more) => {
    const look = await lookAt('body.glb', '--compression', compression, ...more);
    expect(look.meshes).toBe(1);
    expect(look.bones).toHaveLength(52);
    expect(look.bones.filter((name) => /(Hips|Head|LeftHandIndex3)$/.test(name))).toHaveLength(3);
    expect(look.morphs).toEqual(more.length > 0 ? ['heavy', 'slim'] : []);

    expect(Math.abs(look.standing.min[1])).toBeLessThan(0.002);
    expect(Math.abs(look.standing.max[1] - HEIGHT)).toBeLessThan(0.002);
    // The A-pose is as wide to the left as to the right; an arm that turns takes its skin along.
    expect(Math.abs(look.standing.max[0] + look.standing.min[0])).toBeLessThan(0.01);
    const change = [0, 1, 2].map((axis) =>
      Math.max(
        Math.abs((look.moved.max[axis] ?? 0) - (look.standing.max[axis] ?? 0)),
        Math.abs((look.moved.min[axis] ?? 0) - (look.standing.min[axis] ?? 0)),
      ),
    );
    expect(Math.max(...change)).toBeGreaterThan(0.05);

    const { rows, covered, colours, rowsPerMetre } = look.picture;
    expect(Math.abs(rows - HEIGHT * rowsPerMetre)).toBeLessThanOrEqual(2);
    expect(covered).toBeGreaterThan(8_000);
    expect(colours).toBeGreaterThan(100);
  });
});
