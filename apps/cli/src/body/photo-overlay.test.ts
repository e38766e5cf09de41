import type { ReadPhoto } from '@likeness/vision/node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { photoOverlay } from './photo-overlay.ts';

const WHITE = { r: 255, g: 255, b: 255 };
const jpeg = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: WHITE } })
    .jpeg()
    .toBuffer();

const seen = (photo: Partial<ReadPhoto>): ReadPhoto => ({
  kind: 'front',
  width: 200,
  height: 300,
  landmarks: [],
  world: [],
  outline: [],
  camera: null,
  ...photo,
});

describe('photoOverlay', () => {
  it('draws outline and landmarks where they lie, also in a picture of another size', async () => {
    const dot = { x: 50, y: 60, z: 0, visibility: 1, presence: 1 };
    const png = await photoOverlay({ front: await jpeg(400, 600) }, [
      seen({ landmarks: [dot], outline: [[100, 100, 180, 100, 180, 280, 100, 280]] }),
    ]);
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 400, height: 600 });
    const at = (x: number, y: number) => [...data.subarray((y * 400 + x) * 3, (y * 400 + x) * 3 + 3)];
    const [red = 0, green = 0] = at(100, 120);
    expect([red > 240, green < 100]).toEqual([true, true]);
    expect(at(200, 300)[0]).toBeLessThan(100);
    expect(at(20, 580)).toEqual([255, 255, 255]);
  });

  it('puts the photos side by side, and draws nothing on one in which nobody was found', async () => {
    const photos = { front: await jpeg(200, 300), side: await jpeg(150, 300) };
    const png = await photoOverlay(photos, [seen({}), seen({ kind: 'side', width: 150 })]);
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 350, height: 300 });
    expect(data.every((byte) => byte === 255)).toBe(true);
  });
});
