import { describe, expect, it } from 'vitest';
import type { Picture } from '../picture.ts';
import { sourcesOf } from './sources-of.ts';

const sizes = [
  { name: 'medium', width: 200, height: 200 },
  { name: 'small', width: 100, height: 100 },
  { name: 'original', width: 800, height: 600 },
  { name: 'same', width: 100, height: 100 },
];
const each = (ending: string) => Object.fromEntries(sizes.map(({ name }) => [name, `/${name}${ending}`]));
const picture: Picture = {
  urls: each('.jpg'),
  sources: { webp: each('.webp'), avif: each('.avif'), static: each('-static.webp') },
  sizes,
};

describe('sourcesOf', () => {
  it('offers every width once, the best format first, and the smallest JPEG that will do', () => {
    const { sources, src, srcSet } = sourcesOf(picture, 48);
    expect(sources.map(({ type }) => type)).toEqual(['image/avif', 'image/webp']);
    expect(srcSet).toBe('/small.jpg 100w, /medium.jpg 200w, /original.jpg 600w');
    expect(src).toBe('/small.jpg');
    expect(sourcesOf(picture, 150).src).toBe('/medium.jpg');
    expect(sourcesOf(picture, 5_000).src).toBe('/original.jpg');
  });

  it('lets an animation move, and stand still where that is wanted', () => {
    const { sources } = sourcesOf({ ...picture, animated: true }, 48);
    expect(sources).toEqual([
      {
        srcSet: '/small-static.webp 100w, /medium-static.webp 200w, /original-static.webp 600w',
        type: 'image/webp',
        media: '(prefers-reduced-motion: reduce)',
      },
      { srcSet: '/small.webp 100w, /medium.webp 200w, /original.webp 600w', type: 'image/webp' },
    ]);
  });

  it('names no format that the picture does not have', () => {
    const { sources } = sourcesOf({ ...picture, sources: { webp: each('.webp'), avif: {} } }, 48);
    expect(sources.map(({ type }) => type)).toEqual(['image/webp']);
    expect(sourcesOf({ ...picture, sizes: [] }, 48)).toEqual({ sources: [], src: '', srcSet: '' });
  });
});
