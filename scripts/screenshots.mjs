// The pictures of the page in docs/images: a server in a folder of its own, a drawn face, two colour schemes.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { startBrowser } from '../acceptance/dist/harness/browser.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = join(ROOT, 'docs/images');
const WIDTH = 1280;
const HEIGHT = 900;
const LARGEST = 300_000;

/** A friendly face in front of an evening sky; drawn, so that nobody's photo is needed. Pixels: 1600×1200. */
const PORTRAIT = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 1200">
  <defs>
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#f6c79a"/><stop offset="1" stop-color="#e08a72"/></linearGradient>
    <linearGradient id="coat" x2="0" y2="1"><stop stop-color="#2f6f76"/><stop offset="1" stop-color="#1f4c57"/></linearGradient>
    <linearGradient id="skin" x2="1" y2="1"><stop stop-color="#c98a62"/><stop offset="1" stop-color="#b57550"/></linearGradient>
  </defs>
  <rect width="1600" height="1200" fill="url(#sky)"/>
  <circle cx="1240" cy="330" r="150" fill="#fbe3bd"/>
  <path d="M0 900 Q330 690 660 850 T1240 800 T1600 860 V1200 H0Z" fill="#b9675f"/>
  <path d="M0 1010 Q420 850 820 980 T1600 960 V1200 H0Z" fill="#8d4c52"/>
  <path d="M520 560 Q500 190 800 180 Q1100 190 1080 560 Q1100 800 1040 900 H560 Q500 800 520 560Z" fill="#3a2a2c"/>
  <path d="M390 1200 Q410 930 680 880 L800 940 L920 880 Q1190 930 1210 1200Z" fill="url(#coat)"/>
  <path d="M690 740 H910 V880 Q880 960 800 960 Q720 960 690 880Z" fill="#a8693f"/>
  <path d="M680 880 Q800 1010 920 880 L950 900 Q800 1090 650 900Z" fill="#f2e3cd"/>
  <ellipse cx="585" cy="580" rx="36" ry="58" fill="#b57550"/><ellipse cx="1015" cy="580" rx="36" ry="58" fill="#b57550"/>
  <path d="M590 520 Q590 300 800 300 Q1010 300 1010 520 Q1010 830 800 850 Q590 830 590 520Z" fill="url(#skin)"/>
  <path d="M575 540 Q560 250 810 240 Q1040 250 1025 540 Q1000 420 900 380 Q760 440 640 400 Q590 450 575 540Z" fill="#3a2a2c"/>
  <path d="M655 500 q48 -30 96 -4 M849 496 q48 -26 96 4" fill="none" stroke="#3a2a2c" stroke-width="15" stroke-linecap="round"/>
  <ellipse cx="705" cy="566" rx="25" ry="29" fill="#2b1f21"/><ellipse cx="895" cy="566" rx="25" ry="29" fill="#2b1f21"/>
  <circle cx="714" cy="555" r="8" fill="#fff"/><circle cx="904" cy="555" r="8" fill="#fff"/>
  <path d="M800 575 q-26 72 4 86" fill="none" stroke="#95583a" stroke-width="11" stroke-linecap="round"/>
  <path d="M706 712 Q800 800 894 712 Q800 742 706 712Z" fill="#fff6ea" stroke="#7d3d33" stroke-width="10" stroke-linejoin="round"/>
  <circle cx="655" cy="665" r="44" fill="#d97c5f" opacity=".38"/><circle cx="945" cy="665" r="44" fill="#d97c5f" opacity=".38"/>
</svg>`;

const folder = mkdtempSync(join(tmpdir(), 'likeness-screenshots-'));
const server = spawn(process.execPath, [join(ROOT, 'apps/cli/bin/likeness.cjs'), 'server'], {
  env: {
    PATH: process.env.PATH,
    HOME: folder,
    PORT: '0',
    LIKENESS_DATA_DIR: folder,
    LIKENESS_LOG_LEVEL: 'warn',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => server.once('exit', resolve));
let browser;
try {
  const link = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const [, address] = /^sign in: (\S+)$/.exec(line) ?? [];
      if (address) resolve(address);
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
  const picture = await sharp(Buffer.from(PORTRAIT)).jpeg({ quality: 92 }).toBuffer();
  browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, reducedMotion: 'reduce' });
  await page.goto(link);
  await page.locator('#signed-in').waitFor();
  await page.setInputFiles('#file', { name: 'me.jpg', mimeType: 'image/jpeg', buffer: picture });
  await page.locator('#sizes img').first().waitFor();
  await page.reload(); // without the message
  await page.locator('#sizes img').first().waitFor();
  await page.evaluate(() =>
    Promise.all(
      [...document.images].map((image) => {
        image.loading = 'eager';
        return image.decode();
      }),
    ),
  );
  const seen = await page.locator('.seen').boundingBox();
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(seen.y + seen.height + 40) };
  mkdirSync(TARGET, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const file = join(TARGET, `page-${colorScheme}.png`);
    await sharp(await page.screenshot({ animations: 'disabled', fullPage: true, clip }))
      .png({ palette: true, quality: 90, effort: 10 })
      .toFile(file);
    const { size } = statSync(file);
    console.log(`docs/images/page-${colorScheme}.png  ${Math.round(size / 1_000)} kB`);
    if (size > LARGEST) throw new Error(`${file} is larger than ${LARGEST} bytes`);
  }
} finally {
  await browser?.close();
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
