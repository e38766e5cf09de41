import { animatedOrientationChart, animation, chartDistance, coloursAt, onDisk } from '@likeness/test-kit';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { inspect } from './inspect.ts';
import { render } from './render.ts';
import { partsOf } from './testing/structure.ts';
import type { RenderedPicture, RenderOptions, SizeSpec } from './types.ts';

const SIZES: SizeSpec[] = [
  { name: 'small', box: 20, fit: 'cover' },
  { name: 'original', box: 800, fit: 'inside' },
];
const rendered = (bytes: Buffer, options: Partial<RenderOptions> = {}): Promise<RenderedPicture> =>
  onDisk(bytes, async (path) => render(path, await inspect(path), { sizes: SIZES, ...options }));
const bytesOf = (picture: RenderedPicture, name: string, format: string): Buffer => {
  const rendition = picture.renditions.find((r) => r.name === name && r.format === format);
  if (rendition === undefined) throw new Error(`no ${name}.${format}`);
  return rendition.bytes;
};
const frame = (bytes: Buffer, page: number): Promise<Buffer> => sharp(bytes, { page }).png().toBuffer();

describe.each(['gif', 'webp'] as const)('an animated %s', (format) => {
  test('becomes an animated WebP with a still twin and a JPEG', async () => {
    const picture = await rendered(await animation({ format, frames: 4, loop: 3 }));
    expect(picture.animated).toBe(true);
    expect(picture.renditions.map((r) => [r.name, r.format, r.width, r.height, r.animated])).toEqual([
      ['small', 'jpeg', 20, 20, false],
      ['small', 'webp', 20, 20, true],
      ['small-static', 'webp', 20, 20, false],
      ['original', 'jpeg', 60, 40, false],
      ['original', 'webp', 60, 40, true],
      ['original-static', 'webp', 60, 40, false],
    ]);
    for (const name of ['small', 'original']) {
      const moving = await sharp(bytesOf(picture, name, 'webp'), { animated: true }).metadata();
      expect(moving).toMatchObject({ pages: 4, delay: [100, 200, 300, 400], loop: 3 });
      const still = await sharp(bytesOf(picture, `${name}-static`, 'webp'), { animated: true }).metadata();
      expect(still.pages ?? 1).toBe(1);
      expect(
        partsOf(bytesOf(picture, name, 'webp'), 'webp').filter((part) => !/^(VP8X|ANIM|ANMF)$/.test(part)),
      ).toEqual([]);
    }
  });

  test('keeps what each frame shows, and the twin shows the first', async () => {
    const picture = await rendered(await animation({ format, frames: 4 }));
    const moving = bytesOf(picture, 'original', 'webp');
    const [left, right] = [
      [0.15, 0.5],
      [0.85, 0.5],
    ] as const;
    const isRed = async (bytes: Buffer): Promise<boolean[]> =>
      (await coloursAt(bytes, [left, right])).map(([red, , blue]) => red > blue);
    expect(await isRed(await frame(moving, 0))).toEqual([true, false]);
    expect(await isRed(await frame(moving, 3))).toEqual([false, true]);
    expect(await isRed(bytesOf(picture, 'original-static', 'webp'))).toEqual([true, false]);
    expect(await isRed(bytesOf(picture, 'original', 'jpeg'))).toEqual([true, false]);
  });

  test('cuts, crops and turns every frame alike', async () => {
    const options = { rotate: 180, crop: { x: 30, y: 0, width: 30, height: 40 }, position: 'south' } as const;
    const picture = await rendered(await animation({ format, frames: 4 }), options);
    expect(picture).toMatchObject({ width: 30, height: 40, square: { x: 0, y: 10, side: 30 } });
    const moving = bytesOf(picture, 'original', 'webp');
    // Upside down, the first frame's square is at the right, the last one's is cropped away.
    const seen = async (page: number) =>
      (await coloursAt(await frame(moving, page), [[0.7, 0.5]])).map(([red, , blue]) => red > blue);
    expect([await seen(0), await seen(3)]).toEqual([[true], [false]]);
  });
});

test('transparent frames stay transparent, also half-way at the edges', async () => {
  const picture = await rendered(
    await animation({ format: 'webp', transparent: true, width: 120, height: 80 }),
  );
  const small = await frame(bytesOf(picture, 'small', 'webp'), 0);
  const { data } = await sharp(small).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  // Colours that were multiplied by their opacity would be dark.
  const seen = data.filter((_, at) => at % 4 === 0 && (data[at + 3] ?? 0) > 40);
  expect(seen.length).toBeGreaterThan(40);
  expect(Math.min(...seen)).toBeGreaterThan(160);
  const [[red, green, blue] = []] = await coloursAt(bytesOf(picture, 'original', 'jpeg'), [[0.97, 0.05]]);
  expect(Math.min(red ?? 0, green ?? 0, blue ?? 0)).toBeGreaterThan(245);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'an animated WebP of orientation %i comes out upright',
  async (orientation) => {
    const picture = await rendered(await animatedOrientationChart(orientation));
    expect(picture).toMatchObject({ width: 120, height: 80, animated: true });
    for (const page of [0, 2]) {
      expect(await chartDistance(await frame(bytesOf(picture, 'original', 'webp'), page))).toBeLessThan(40);
    }
    expect(await chartDistance(bytesOf(picture, 'original', 'jpeg'))).toBeLessThan(40);
  },
);
