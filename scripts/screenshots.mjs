// The pictures of the studio in docs/images/studio: a server in a folder of its own, drawn people, every page in both
// themes and three widths.  npm run screenshots [-- names…]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startBrowser } from '../acceptance/dist/harness/browser.js';
import { token } from '../acceptance/dist/harness/server.js';
import { pages, shown } from './screenshots/pages.mjs';
import { fill } from './screenshots/people.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'apps/cli/bin/likeness.cjs');
const TARGET = join(ROOT, 'docs/images/studio');
/** Pixels of a phone, a tablet and a desk. */
const SIZES = [
  [360, 740],
  [768, 1024],
  [1280, 900],
];
const THEMES = ['light', 'dark'];
/** bytes */
const LARGEST = 300_000;
const wanted = process.argv.slice(2);

const folder = mkdtempSync(join(tmpdir(), 'likeness-screenshots-'));
const server = spawn(process.execPath, [CLI, 'server'], {
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    PORT: '0',
    LIKENESS_DATA_DIR: folder,
    LIKENESS_JWT_SECRET: 'a secret of the black-box tests, long enough',
    LIKENESS_RATE_LIMITS: 'off',
    LIKENESS_LOG_LEVEL: 'error',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => server.once('exit', resolve));
let browser;
try {
  const link = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const [, address] = /^sign in: (\S+)$/.exec(line) ?? [];
      if (address) resolve(new URL(address));
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
  const found = await fill({ call: callerOf(link.origin), cli: CLI, folder });
  browser = await startBrowser(['--use-angle=swiftshader', '--enable-unsafe-swiftshader']);
  const signedIn = await browser.newContext();
  const first = await signedIn.newPage();
  await first.goto(link.href);
  await first.getByRole('navigation').first().waitFor();
  const session = await signedIn.storageState();
  mkdirSync(TARGET, { recursive: true });
  const chosen = pages(found).filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  for (const page of chosen) {
    for (const [width, height] of SIZES) await take(page, { width, height }, session, link.origin);
  }
} finally {
  await browser?.close();
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

/** One page at one width, in every theme. */
async function take({ name, path, act = shown, signedOut, language = 'en' }, viewport, session, origin) {
  const context = await browser.newContext({
    viewport,
    reducedMotion: 'reduce',
    locale: language,
    ...(signedOut ? {} : { storageState: session }),
  });
  const page = await context.newPage();
  try {
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await page.goto(origin + path);
      await shown(page);
      await act(page);
      await page.waitForLoadState('networkidle');
      await page.evaluate(() =>
        Promise.all(
          [...document.images].map((image) => {
            // one that is out of sight is not fetched, and never decoded
            image.loading = 'eager';
            return image.decode().catch(() => {});
          }),
        ),
      );
      const file = join(TARGET, `${name}-${colorScheme}-${viewport.width}.png`);
      // a window as high as the page: what stands at its foot stands at the foot of the picture
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width: viewport.width, height });
      const full = await page.screenshot({ animations: 'disabled' });
      await page.setViewportSize(viewport);
      await sharp(full).png({ palette: true, colours: 192, effort: 10 }).toFile(file);
      const { size } = statSync(file);
      console.log(`${name}-${colorScheme}-${viewport.width}.png  ${Math.round(size / 1_000)} kB`);
      if (size > LARGEST) throw new Error(`${file} is larger than ${LARGEST} bytes`);
    }
  } catch (error) {
    console.error(`${name} at ${viewport.width}: ${error.message.split('\n')[0]}`);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

/** Speaks to the API as somebody; throws what it refuses. */
function callerOf(origin) {
  return async (userId, method, path, body) => {
    const form = body instanceof FormData;
    const response = await fetch(origin + path, {
      method,
      headers: {
        authorization: `Bearer ${token({ userId, role: userId === 'local' ? 'admin' : 'user' })}`,
        ...(body && !form ? { 'content-type': 'application/json' } : {}),
      },
      body: form ? body : body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}
