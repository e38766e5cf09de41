import {
  alphaPicture,
  CHART_CORNERS,
  orientationChart,
  p3Picture,
  photo,
  tinyHeic,
  turnedHeic,
} from '@likeness/test-kit';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Photo } from '../types.ts';
import { decodePhoto } from './decode-photo.ts';

const FILM = 43.27;

const pixel = ({ width, rgb }: Photo, x: number, y: number): number[] => [
  ...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

function expectUpright(photo: Photo): void {
  const { width, height } = photo;
  expect(width / height).toBeCloseTo(1.5, 1);
  const corners = { topLeft: [2, 2], topRight: [-3, 2], bottomLeft: [2, -3], bottomRight: [-3, -3] } as const;
  for (const [name, [x, y]] of Object.entries(corners)) {
    const found = pixel(photo, (x + width) % width, (y + height) % height);
    const wanted = CHART_CORNERS[name as keyof typeof corners];
    found.forEach((value, band) => void expect(Math.abs(value - (wanted[band] ?? 0))).toBeLessThan(20));
  }
}

const withLens = (width: number, height: number, lens: Record<string, string>): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#888' } })
    .withExif({ IFD2: lens })
    .jpeg()
    .toBuffer();

describe('decodePhoto', () => {
  it.each([1, 3, 6, 8])('sets a photo of orientation %i upright', async (orientation) => {
    expectUpright(await decodePhoto(await orientationChart(orientation)));
  });

  it('reads HEIC, turned or not, from memory', async () => {
    expectUpright(await decodePhoto(tinyHeic()));
    expectUpright(await decodePhoto(turnedHeic()));
  });

  it('shrinks to the longest side and never enlarges', async () => {
    const large = await photo({ width: 2400, height: 3200 });
    expect(await decodePhoto(large)).toMatchObject({ width: 1536, height: 2048 });
    expect(await decodePhoto(large, { longest: 400 })).toMatchObject({ width: 300, height: 400 });
    const { width, height, rgb } = await decodePhoto(await photo({ width: 30, height: 20 }));
    expect([width, height, rgb.length]).toEqual([30, 20, 1800]);
  });

  it('lays what is transparent on white and converts wide colours', async () => {
    const { rgb } = await decodePhoto(
      await sharp({
        create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
      })
        .png()
        .toBuffer(),
    );
    expect(new Set(rgb)).toEqual(new Set([255]));
    expect((await decodePhoto(await alphaPicture())).rgb.length % 3).toBe(0);
    const bytes = await p3Picture();
    const { data } = await sharp(bytes)
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...(await decodePhoto(bytes)).rgb.subarray(0, 3)]).toEqual([...data.subarray(0, 3)]);
  });

  it('tells the focal length in pixels of what it returns', async () => {
    const lens = { FocalLengthIn35mmFilm: '26', PixelXDimension: '1200', PixelYDimension: '900' };
    const { focalLength } = await decodePhoto(await withLens(1200, 900, lens), { longest: 400 });
    expect(focalLength).toBeCloseTo((26 / FILM) * 500, 6);
    const turned = await sharp(await withLens(1200, 900, lens))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(await decodePhoto(turned)).toMatchObject({ width: 900, height: 1200 });
    expect((await decodePhoto(turned)).focalLength).toBeCloseTo((26 / FILM) * 1500, 6);
  });

  it('does not guess a focal length', async () => {
    expect(await decodePhoto(await photo())).not.toHaveProperty('focalLength');
    expect(await decodePhoto(await withLens(40, 30, { FocalLengthIn35mmFilm: '0' }))).not.toHaveProperty(
      'focalLength',
    );
  });

  it('refuses what is no picture, and what is damaged, with the reason', async () => {
    const whole = await photo();
    const refused = { name: 'VisionError', code: 'invalid_photo' };
    await expect(decodePhoto(Buffer.from('Dear Sir or Madam'))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('text'),
    });
    for (const bytes of [Buffer.alloc(0), whole.subarray(0, 300), whole.subarray(0, whole.length / 2)]) {
      await expect(decodePhoto(bytes)).rejects.toMatchObject(refused);
    }
  });

  it('stops when told', async () => {
    await expect(
      decodePhoto(await photo(), { signal: AbortSignal.abort(new Error('stop')) }),
    ).rejects.toThrow('stop');
  });
});
