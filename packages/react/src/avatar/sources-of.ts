import type { Picture } from '../picture.ts';

export interface PictureSource {
  srcSet: string;
  type: string;
  media?: string;
}

export interface PictureSources {
  /** The best format first, as `<source>` elements want them. */
  sources: PictureSource[];
  /** What a browser takes that knows none of them. */
  src: string;
  srcSet: string;
}

type Addresses = Readonly<Record<string, string>> | undefined;

/**
 * What a browser may choose from to fill a square of `side` CSS pixels. An animated picture has no AVIF here, as that
 * would stand still; where less motion is wanted, its still twin comes first.
 */
export function sourcesOf(picture: Picture, side: number): PictureSources {
  const sizes = picture.sizes
    .map(({ name, width, height }) => ({ name, pixels: Math.min(width, height) }))
    .toSorted((one, other) => one.pixels - other.pixels);
  // two sizes of equal width would say the same of each other
  const distinct = sizes.filter(({ pixels }, index) => pixels !== sizes[index - 1]?.pixels);
  const setOf = (addresses: Addresses) =>
    distinct
      .filter(({ name }) => addresses?.[name] !== undefined)
      .map(({ name, pixels }) => `${addresses?.[name]} ${pixels}w`)
      .join(', ');
  const { webp, avif, static: still } = picture.sources;
  const offered: PictureSource[] = picture.animated
    ? [
        { srcSet: setOf(still), type: 'image/webp', media: '(prefers-reduced-motion: reduce)' },
        { srcSet: setOf(webp), type: 'image/webp' },
      ]
    : [
        { srcSet: setOf(avif), type: 'image/avif' },
        { srcSet: setOf(webp), type: 'image/webp' },
      ];
  const enough = distinct.find(({ pixels }) => pixels >= side) ?? distinct.at(-1);
  return {
    sources: offered.filter(({ srcSet }) => srcSet !== ''),
    src: (enough && picture.urls[enough.name]) ?? '',
    srcSet: setOf(picture.urls),
  };
}
