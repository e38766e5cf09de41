import { loadTemplate } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { demoPhotos } from './demo-photos.ts';

describe('demoPhotos', () => {
  it('are the same two photos of a body with a known truth each time', async () => {
    const template = loadTemplate(bakedTemplate(), 'female');
    const make = () => demoPhotos({ template: () => template, width: 225, height: 300 });
    const [one, again] = [await make(), await make()];
    expect(again.front.equals(one.front)).toBe(true);
    expect(again.side.equals(one.side)).toBe(true);
    expect(one.front.equals(one.side)).toBe(false);
    expect(one.truth.height).toBeCloseTo(168, 1);
    expect(one.truth.waist).toBeCloseTo(76, 1);
    for (const file of [one.front, one.side]) {
      const { format, width, height, exif } = await sharp(file).metadata();
      expect([format, width, height]).toEqual(['jpeg', 225, 300]);
      expect(exif?.includes('Drawn in code')).toBe(true);
    }
  });
});
