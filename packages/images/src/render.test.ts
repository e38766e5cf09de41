import { coloursAt, onDisk, photo, textAsJpg } from '@likeness/test-kit';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { inspect } from './inspect.ts';
import { render } from './render.ts';
import type { RenderedPicture, RenderOptions, SizeSpec } from './types.ts';

const SIZES: SizeSpec[] = [
  { name: 'small', box: 50, fit: 'cover' },
  { name: 'large', box: 400, fit: 'cover' },
  { name: 'original', box: 800, fit: 'inside' },
];

const rendered = (bytes: Buffer, options: Partial<RenderOptions> = {}): Promise<RenderedPicture> =>
  onDisk(bytes, async (path) => render(path, await inspect(path), { sizes: SIZES, ...options }));

/** Grey, with a colourful disc in the last sixth of its length. */
async function discAtTheEnd(width: number, height: number): Promise<Buffer> {
  const wide = width > height;
  const radius = Math.min(width, height) / 3;
  const [x, y] = wide ? [width * 0.85, height / 2] : [width / 2, height * 0.85];
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#888"/><circle cx="${x}" cy="${y}" r="${radius}" fill="#e0a080"/>
    <circle cx="${x - radius / 3}" cy="${y - radius / 4}" r="${radius / 8}" fill="#402010"/></svg>`;
  return sharp(Buffer.from(drawing)).jpeg({ quality: 95 }).toBuffer();
}

describe('render', () => {
  test('makes every size as JPEG and WebP, as large as it says', async () => {
    const picture = await rendered(await photo({ width: 1200, height: 900 }));
    const made = picture.renditions.map((r) => `${r.name} ${r.format} ${r.width}×${r.height}`);
    expect(made).toEqual([
      'small jpeg 50×50',
      'small webp 50×50',
      'large jpeg 400×400',
      'large webp 400×400',
      'original jpeg 800×600',
      'original webp 800×600',
    ]);
    for (const { bytes, format, width, height, contentType } of picture.renditions) {
      const metadata = await sharp(bytes).metadata();
      expect(metadata).toMatchObject({ format, width, height, space: 'srgb', depth: 'uchar', channels: 3 });
      expect(contentType).toBe(`image/${format}`);
      expect(metadata.isProgressive).toBe(format === 'jpeg');
    }
    expect(picture).toMatchObject({ width: 1200, height: 900, animated: false });
    expect(picture.square).toMatchObject({ side: 900, y: 0 });
    expect(picture.thumbhash).toMatch(/^[\w+/]{20,40}=*$/);
    expect(picture.dominantColor).toMatch(/^#[0-9a-f]{6}$/);
  });

  test('enlarges nothing unless asked', async () => {
    const bytes = await photo({ width: 90, height: 60 });
    const kept = await rendered(bytes);
    expect(kept.renditions.map((r) => r.width)).toEqual([50, 50, 60, 60, 90, 90]);
    const enlarged = await rendered(bytes, { enlarge: true });
    expect(enlarged.renditions.map((r) => [r.width, r.height])).toContainEqual([800, 533]);
    expect(enlarged.renditions.map((r) => r.width)).toEqual([50, 50, 400, 400, 800, 800]);
  });

  test('keeps the whole picture at full size when a size has no box', async () => {
    const sizes: SizeSpec[] = [{ name: 'original', box: null, fit: 'inside' }];
    const { renditions } = await rendered(await photo({ width: 701, height: 503 }), { sizes });
    expect(renditions.map((r) => [r.width, r.height])).toEqual([
      [701, 503],
      [701, 503],
    ]);
  });

  test.each([
    [1200, 400, { x: 800, y: 0, side: 400 }],
    [300, 1000, { x: 0, y: 700, side: 300 }],
  ])(
    'cuts the square round what catches the eye, the same in all sizes (%i×%i)',
    async (width, height, end) => {
      const picture = await rendered(await discAtTheEnd(width, height));
      const { square } = picture;
      // The disc is wholly inside.
      expect(Math.abs(square.x - end.x)).toBeLessThan(width * 0.06);
      expect(Math.abs(square.y - end.y)).toBeLessThan(height * 0.06);
      const middle = [((width > height ? width * 0.85 : width / 2) - square.x) / square.side] as const;
      const down = ((width > height ? height / 2 : height * 0.85) - square.y) / square.side;
      for (const { name, bytes } of picture.renditions.filter((r) => r.name !== 'original')) {
        const [[red, green, blue] = []] = await coloursAt(bytes, [[middle[0] - 0.1, down + 0.12]]);
        expect({
          name,
          near:
            Math.abs((red ?? 0) - 0xe0) + Math.abs((green ?? 0) - 0xa0) + Math.abs((blue ?? 0) - 0x80) < 45,
        }).toEqual({ name, near: true });
      }
    },
  );

  test('cuts where it is told', async () => {
    const bytes = await photo({ width: 300, height: 100 });
    const x = async (position: RenderOptions['position']): Promise<number> =>
      (await rendered(bytes, { position: position ?? 'centre' })).square.x;
    expect([await x('west'), await x('centre'), await x('northeast'), await x('north')]).toEqual([
      0, 100, 200, 100,
    ]);
    expect(await x('entropy')).toBeGreaterThanOrEqual(0);
  });

  test('crops first, in pixels of the upright picture', async () => {
    const bytes = await discAtTheEnd(1200, 400);
    const picture = await rendered(bytes, { crop: { x: 900, y: 80, width: 240, height: 240 } });
    expect(picture).toMatchObject({ width: 240, height: 240, square: { x: 0, y: 0, side: 240 } });
    expect(picture.renditions.map((r) => r.width)).toEqual([50, 50, 240, 240, 240, 240]);
    const [[red, green] = []] = await coloursAt(picture.renditions[0]?.bytes ?? bytes, [[0.6, 0.6]]);
    expect([red, green].map((part) => Math.round((part ?? 0) / 32))).toEqual([7, 5]);
    await expect(rendered(bytes, { crop: { x: 1000, y: 0, width: 240, height: 240 } })).rejects.toMatchObject(
      {
        code: 'crop_outside_picture',
      },
    );
  });

  test('turns before it crops', async () => {
    const bytes = await discAtTheEnd(1200, 400);
    const right = await rendered(bytes, { rotate: 90 });
    expect(right).toMatchObject({ width: 400, height: 1200 });
    expect(right.square.y).toBeGreaterThan(700);
    const left = await rendered(bytes, { rotate: -90, crop: { x: 0, y: 0, width: 400, height: 400 } });
    expect(left).toMatchObject({ width: 400, height: 400 });
    const [[red] = []] = await coloursAt(left.renditions[1]?.bytes ?? bytes, [[0.6, 0.45]]);
    expect(red).toBeGreaterThan(200);
  });

  test('turned by any angle, the corners are transparent in WebP and white in JPEG', async () => {
    const picture = await rendered(await photo({ width: 300, height: 200 }), { rotate: 30 });
    expect(picture).toMatchObject({ width: 360, height: 323 });
    const [jpeg, webp] = picture.renditions.filter((r) => r.name === 'original');
    const corner = [[0.01, 0.01]] as const;
    expect(await coloursAt(webp?.bytes ?? Buffer.alloc(0), corner)).toMatchObject([{ 3: 0 }]);
    expect(Math.min(...((await coloursAt(jpeg?.bytes ?? Buffer.alloc(0), corner))[0] ?? []))).toBeGreaterThan(
      245,
    );
  });

  test('gives the same bytes for the same picture', async () => {
    const bytes = await photo({ width: 640, height: 480 });
    const [once, twice] = [await rendered(bytes), await rendered(bytes)];
    expect(twice).toEqual(once);
  });

  test('stops when told, with the reason', async () => {
    const stop = new AbortController();
    const bytes = await photo({ width: 2000, height: 1500 });
    const running = onDisk(bytes, async (path) =>
      render(path, await inspect(path), { sizes: SIZES }, stop.signal),
    );
    stop.abort(new Error('the caller left'));
    await expect(running).rejects.toThrow('the caller left');
  });

  test('does not blame the picture when the file is gone', async () => {
    const info = await onDisk(await photo(), inspect);
    await expect(render('/nowhere/at/all', info, { sizes: SIZES })).rejects.toMatchObject({ code: 'ENOENT' });
    const heic = { ...info, format: 'heic' as const };
    await expect(render('/nowhere/at/all', heic, { sizes: SIZES })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('refuses pixels that are not what the header was', async () => {
    const info = await onDisk(await photo(), inspect);
    await expect(onDisk(textAsJpg(), (path) => render(path, info, { sizes: SIZES }))).rejects.toMatchObject({
      code: 'damaged_image',
    });
  });
});
