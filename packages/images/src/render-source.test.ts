import {
  alphaPicture,
  CMYK_PATCHES,
  chartDistance,
  cmykJpeg,
  colourDistance,
  coloursAt,
  greyPicture,
  heicOfTwo,
  METADATA_MARKS,
  onDisk,
  orientationChart,
  PATCHES,
  p3Picture,
  photo,
  png16,
  type Rgb,
  tinyHeic,
  turnedHeic,
  withJpegComment,
  withPayload,
} from '@likeness/test-kit';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { inspect } from './inspect.ts';
import { render } from './render.ts';
import { partsOf } from './testing/structure.ts';
import type { RenderedPicture, SizeSpec } from './types.ts';

const SIZES: SizeSpec[] = [
  { name: 'small', box: 40, fit: 'cover' },
  { name: 'original', box: null, fit: 'inside' },
];
const rendered = (bytes: Buffer): Promise<RenderedPicture> =>
  onDisk(bytes, async (path) => render(path, await inspect(path), { sizes: SIZES, quality: 95 }));

const originals = (picture: RenderedPicture): Buffer[] =>
  picture.renditions.filter((r) => r.name === 'original').map((r) => r.bytes);

describe('orientation', () => {
  for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
    test.each([1, 2, 3, 4, 5, 6, 7, 8])(
      `a ${format} of orientation %i comes out upright`,
      async (orientation) => {
        const picture = await rendered(await orientationChart(orientation, format));
        expect(picture).toMatchObject({ width: 120, height: 80 });
        for (const bytes of originals(picture)) expect(await chartDistance(bytes)).toBeLessThan(40);
        for (const { bytes } of picture.renditions) {
          expect((await sharp(bytes).metadata()).orientation).toBeUndefined();
        }
      },
    );
  }

  test.each([
    ['that lies as it should', tinyHeic()],
    ['that is turned by its container and by EXIF', turnedHeic()],
    ['whose primary picture is the second', heicOfTwo()],
  ])('a HEIC %s comes out upright and in its true colours', async (_, bytes) => {
    const picture = await rendered(bytes);
    expect(picture).toMatchObject({ width: 120, height: 80 });
    for (const made of originals(picture)) expect(await chartDistance(made)).toBeLessThan(12);
  });
});

describe('colours', () => {
  const places = PATCHES.map((_, index) => [(index + 0.5) / PATCHES.length, 0.5] as const);
  const farthest = async (bytes: Buffer, wanted: readonly Rgb[]): Promise<number> => {
    const found = await coloursAt(bytes, places);
    return Math.max(...wanted.map((colour, index) => colourDistance(found[index] ?? [], colour)));
  };
  const grey = PATCHES.map(([r, g, b]): Rgb => {
    // Luminance, in linear light.
    const linear = [r, g, b].map((part) => (part / 255) ** 2.2);
    const y =
      255 * (0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)) ** (1 / 2.2);
    return [y, y, y];
  });

  test.each([
    ['Display P3 in PNG', () => p3Picture('png'), PATCHES, 4],
    ['Display P3 in JPEG', () => p3Picture('jpeg'), PATCHES, 6],
    ['Display P3 in WebP', () => p3Picture('webp'), PATCHES, 4],
    ['Display P3 in AVIF', () => p3Picture('avif'), PATCHES, 6],
    ['four inks', cmykJpeg, CMYK_PATCHES, 12],
    ['16 bits', png16, PATCHES, 4],
    ['grey JPEG', () => greyPicture('jpeg'), grey, 8],
    ['grey PNG', () => greyPicture('png'), grey, 8],
  ])('%s become sRGB of 8 bits', async (_, build, wanted, tolerance) => {
    const picture = await rendered(await build());
    for (const bytes of originals(picture)) {
      expect(await sharp(bytes).metadata()).toMatchObject({
        space: 'srgb',
        depth: 'uchar',
        hasProfile: false,
      });
      expect(await farthest(bytes, wanted)).toBeLessThanOrEqual(tolerance);
    }
  });

  test('the P3 builder does hold other numbers, so that the test above can fail', async () => {
    const { data } = await sharp(await p3Picture('png'), { ignoreIcc: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(colourDistance([...data.subarray(0, 3)], PATCHES[0] ?? [0, 0, 0])).toBeGreaterThan(6);
  });

  test.each(['png', 'webp'] as const)(
    'a transparent %s stays so in WebP and is white in JPEG',
    async (format) => {
      const picture = await rendered(await alphaPicture(format));
      for (const { bytes, format: made } of picture.renditions) {
        const [left, right] = await coloursAt(bytes, [
          [0.25, 0.5],
          [0.75, 0.5],
        ]);
        expect(colourDistance(left ?? [], [200, 40, 40])).toBeLessThan(12);
        const clear = right?.[3] === 0;
        const white = !clear && colourDistance(right ?? [], [255, 255, 255]) < 6;
        expect({ made, clear, white }).toEqual({ made, clear: made === 'webp', white: made === 'jpeg' });
      }
    },
  );
});

const found = (bytes: Buffer): string[] => METADATA_MARKS.filter((mark) => bytes.includes(mark));

describe('metadata', () => {
  const pixelParts = {
    // JFIF, tables, progressive frame, scans, end.
    jpeg: new Set(['e0', 'db', 'c2', 'c4', 'da', 'd9']),
    webp: new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH']),
  };

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'of a %s with place, profile and payload is gone',
    async (format) => {
      const tagged = await photo({ width: 320, height: 240, gps: true, icc: 'p3', format });
      expect(found(tagged).length).toBeGreaterThan(0);
      const source = withPayload(format === 'jpeg' ? withJpegComment(tagged) : tagged);
      const { renditions } = await rendered(source);
      expect(renditions).toHaveLength(4);
      for (const rendition of renditions) {
        expect(found(rendition.bytes)).toEqual([]);
        expect(rendition.bytes.includes('payload')).toBe(false);
        const parts = partsOf(rendition.bytes, rendition.format);
        expect(parts.filter((part) => !pixelParts[rendition.format].has(part))).toEqual([]);
        const metadata = await sharp(rendition.bytes).metadata();
        expect([metadata.exif, metadata.xmp, metadata.icc, metadata.iptc]).toEqual(Array(4).fill(undefined));
      }
    },
  );

  test('of a HEIC is gone', async () => {
    expect(found(turnedHeic()).length + Number(turnedHeic().includes('Exif'))).toBeGreaterThan(0);
    for (const { bytes } of (await rendered(turnedHeic())).renditions) expect(found(bytes)).toEqual([]);
  });
});
