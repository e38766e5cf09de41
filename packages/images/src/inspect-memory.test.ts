import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { animation, lyingHeic, onDisk, photo, pixelBombPng } from '@likeness/test-kit';
import { describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('./testing/inspect-and-report.ts', import.meta.url));

async function report(bytes: Uint8Array): Promise<Record<string, unknown>> {
  const small = await photo({ width: 32, height: 32 });
  return onDisk(small, (warmUp) =>
    onDisk(bytes, async (path) => {
      const args = ['--conditions=source', '--import', 'tsx', script, warmUp, path];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      return JSON.parse(stdout) as Record<string, unknown>;
    }),
  );
}

/** No native library is in the process, so no decoder can have run; and what runs needs no memory. */
describe('inspect in a process of its own', () => {
  test('refuses an interlaced PNG of 16,000×16,000 without a decoder', async () => {
    const bomb = pixelBombPng(16_000);
    expect(bomb.length).toBeLessThan(800_000);
    const result = await report(bomb);
    expect(result).toMatchObject({ code: 'image_side_too_long', decoders: [] });
    expect(result.grownKilobytes).toBeLessThan(20 * 1024);
    expect(result.milliseconds).toBeLessThan(100);
  });

  test('refuses 7,100×7,100 and a large HEIC, and counts frames, without a decoder', async () => {
    expect(await report(pixelBombPng(7_100))).toMatchObject({ code: 'image_too_many_pixels', decoders: [] });
    expect(await report(lyingHeic(9_000, 9_000))).toMatchObject({
      code: 'image_too_many_pixels',
      decoders: [],
    });
    const long = await animation({ frames: 101, width: 220, height: 8 });
    expect(await report(long)).toMatchObject({ code: 'image_too_many_frames', decoders: [] });
  });
});
