import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onDisk } from '@likeness/test-kit';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RenderOptions } from './types.ts';

const script = fileURLToPath(new URL('./testing/render-and-report.ts', import.meta.url));
const ORIGINAL: RenderOptions = { sizes: [{ name: 'original', box: null, fit: 'inside' }] };

interface Report {
  made: string[] | string;
  grownMegabytes: number;
}

async function report(bytes: Buffer, options: RenderOptions): Promise<Report> {
  return onDisk(bytes, async (path) => {
    const args = ['--conditions=source', '--import', 'tsx', script, path, JSON.stringify(options)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as Report;
  });
}

describe('a file of 288 KB and 49 megapixels, in a process of its own', () => {
  let flat: Buffer;
  beforeAll(async () => {
    const create = { width: 7_000, height: 7_000, channels: 3 as const, background: '#89a' };
    flat = await sharp({ create }).jpeg({ quality: 30 }).toBuffer();
    expect(flat.length).toBeLessThan(300_000);
  });

  test('is not turned into one of 98', async () => {
    const { made, grownMegabytes } = await report(flat, { ...ORIGINAL, rotate: 44 });
    expect(made).toBe('image_too_many_pixels');
    expect(grownMegabytes).toBeLessThan(30);
  });

  // 147 MB are its pixels; 470 measured, 830 when two copies stay and both encoders run at once
  test('is stored at full size, turned by a right angle, in bounded memory', async () => {
    const { made, grownMegabytes } = await report(flat, { ...ORIGINAL, rotate: 90 });
    expect(made).toEqual(['7000×7000', '7000×7000']);
    expect(grownMegabytes).toBeLessThan(650);
  }, 60_000);

  // 170 measured; all of it turned would be 392 more
  test('is turned only where the crop keeps it', async () => {
    const crop = { x: 4_000, y: 4_000, width: 100, height: 100 };
    const { made, grownMegabytes } = await report(flat, { ...ORIGINAL, rotate: 44, crop });
    expect(made).toEqual(['100×100', '100×100']);
    expect(grownMegabytes).toBeLessThan(350);
  }, 60_000);
});
