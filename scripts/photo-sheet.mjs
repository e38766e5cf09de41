// docs/images/photo-body.png: the README's own commands, drawn side by side. npm run photo-sheet
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const BIN = fileURLToPath(new URL('../apps/cli/bin/likeness.cjs', import.meta.url));
const OUT = fileURLToPath(new URL('../docs/images/photo-body.png', import.meta.url));
const HEIGHT = 720;

const folder = mkdtempSync(join(tmpdir(), 'likeness-photo-sheet-'));
const file = (name) => join(folder, name);
const likeness = (...args) => execFileSync(process.execPath, [BIN, ...args], { stdio: 'inherit' });
try {
  likeness('demo-photos', folder);
  const { sex, measurements } = JSON.parse(readFileSync(file('truth.json'), 'utf8'));
  const command = [
    `body --front ${file('front.jpg')} --side ${file('side.jpg')} --height ${measurements.height} --sex ${sex}`,
    `--overlay ${file('seen.png')} --render ${file('body.png')} --angle three-quarter --size 1440`,
  ];
  likeness(...command.join(' ').split(' '));
  const seen = await sharp(file('seen.png')).resize({ height: HEIGHT }).toBuffer({ resolveWithObject: true });
  const body = await sharp(file('body.png')).resize({ height: HEIGHT }).toBuffer({ resolveWithObject: true });
  const width = seen.info.width + body.info.width;
  await sharp({ create: { width, height: HEIGHT, channels: 3, background: '#d6d9de' } })
    .composite([
      { input: seen.data, left: 0, top: 0 },
      { input: body.data, left: seen.info.width, top: 0 },
    ])
    .png({ palette: true, quality: 92 })
    .toFile(OUT);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
