import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Photo } from '../types.ts';
import { greyOf } from './grey.ts';
import { checkSharpness, edgeWidth } from './sharpness.ts';
import { stickFigure } from './testing/stick-figure.ts';

async function blurred({ width, height, rgb }: Photo, sigma: number): Promise<Photo> {
  const raw = sharp(rgb, { raw: { width, height, channels: 3 } });
  return { width, height, rgb: await raw.blur(sigma).raw().toBuffer() };
}

const noisy = ({ width, height, rgb }: Photo): Photo => {
  let state = 7;
  return {
    width,
    height,
    rgb: rgb.map((value) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.min(255, Math.max(0, value + ((state >>> 24) - 128) / 20));
    }),
  };
};

describe('checkSharpness', () => {
  it('measures edges the wider the more blurred they are, at any size, with and without noise', async () => {
    const { photo } = stickFigure();
    const width = async (sigma: number) => {
      const grey = greyOf(await blurred(photo, sigma), { left: 0, top: 0, right: 800, bottom: 1000 }, 500);
      return edgeWidth(grey) as number;
    };
    const widths = [await width(0.5), await width(4), await width(8), await width(16)];
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widths[0]).toBeLessThan(4);
    expect(widths[3]).toBeGreaterThan(8);
  });

  it('refuses a blur of a hundredth of the body, and neither noise nor a plain wall', async () => {
    for (const tall of [450, 800]) {
      const figure = stickFigure({ tall });
      const codes = async (photo: Photo) =>
        checkSharpness({ ...figure, photo }).map(({ severity }) => severity);
      expect(await codes(figure.photo)).toEqual([]);
      expect(await codes(noisy(figure.photo))).toEqual([]);
      expect(await codes(await blurred(figure.photo, tall / 500))).toEqual([]);
      expect(await codes(await blurred(figure.photo, tall / 80))).toEqual(['error']);
      expect(await codes(noisy(await blurred(figure.photo, tall / 80)))).toEqual(['error']);
    }
  });
});
