import { heicOfTwo, lyingHeic, onDisk, tinyHeic } from '@likeness/test-kit';
import { describe, expect, test } from 'vitest';
import { decodeHeic } from './decode-heic.ts';

describe('decodeHeic', () => {
  test('gives upright RGBA, one picture after the other', async () => {
    const all = await onDisk(tinyHeic(), (path) => Promise.all([1, 2, 3].map(() => decodeHeic(path, 1e6))));
    for (const { width, height, data } of all)
      expect([width, height, data.length]).toEqual([120, 80, 120 * 80 * 4]);
  });

  test('takes the primary picture, wherever it stands', async () => {
    expect(await onDisk(heicOfTwo(), (path) => decodeHeic(path, 1e6))).toMatchObject({
      width: 120,
      height: 80,
    });
  });

  test('gives up beyond the limit, and takes the next', async () => {
    await onDisk(tinyHeic(), async (path) => {
      await expect(decodeHeic(path, 120 * 80 - 1)).rejects.toMatchObject({ code: 'damaged_image' });
      expect(await decodeHeic(path, 1e6)).toMatchObject({ width: 120 });
    });
  });

  test('holds the decoder itself to the limit, when the stream is larger than the container says', async () => {
    await expect(onDisk(lyingHeic(64, 48), (path) => decodeHeic(path, 64 * 48))).rejects.toMatchObject({
      code: 'damaged_image',
      message: expect.not.stringContaining('limit'),
      cause: { message: expect.stringContaining('Image size 120x80 exceeds') },
    });
  });

  test('stops at once when told, waiting or at work, and takes the next', async () => {
    await onDisk(tinyHeic(), async (path) => {
      const stop = new AbortController();
      const runs = Promise.allSettled([
        decodeHeic(path, 1e6, stop.signal),
        decodeHeic(path, 1e6, stop.signal),
      ]);
      stop.abort(new Error('the caller left'));
      for (const run of await runs) expect(run).toMatchObject({ reason: { message: 'the caller left' } });
      expect(await decodeHeic(path, 1e6)).toMatchObject({ width: 120 });
    });
  });
});
