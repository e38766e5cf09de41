import type { ImageLimits } from './limits.ts';

/** What may come in. */
export type SourceFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'heic';

/** What the header of a picture says. */
export interface ImageInfo {
  format: SourceFormat;
  /** Upright: after the EXIF orientation. Pixels. */
  width: number;
  height: number;
  frames: number;
  animated: boolean;
  /** Of all frames. */
  pixels: number;
}

/** One size to make. `box` is the longest side in pixels; null: as large as the picture. */
export interface SizeSpec {
  name: string;
  box: number | null;
  /** `cover`: a square; `inside`: the whole picture. */
  fit: 'cover' | 'inside';
}

/** In pixels of the upright picture. */
export interface CropRect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In pixels of the upright, cropped picture. */
export interface Square {
  x: number;
  y: number;
  side: number;
}

export const POSITIONS = [
  'attention',
  'entropy',
  'centre',
  'north',
  'northeast',
  'east',
  'southeast',
  'south',
  'southwest',
  'west',
  'northwest',
] as const;

/** Where the square is cut: by what catches the eye, by what holds most detail, or at a side. */
export type Position = (typeof POSITIONS)[number];

export interface RenderOptions {
  sizes: readonly SizeSpec[];
  /** 1 to 100; default 85. */
  quality?: number;
  /** Default `attention`. */
  position?: Position;
  /** In pixels of the upright picture, after `rotate`. */
  crop?: CropRect;
  /** Degrees clockwise, applied to the upright picture before the crop; default 0. */
  rotate?: number;
  /** Make small pictures larger to fill the box; default false. */
  enlarge?: boolean;
  /** Of the turned, cropped picture and of every output, as of an upload; default `DEFAULT_LIMITS`. */
  limits?: Partial<ImageLimits>;
}

export interface Rendition {
  /** That of the size, with `-static` for the still twin of an animation. */
  name: string;
  format: 'jpeg' | 'webp';
  contentType: string;
  bytes: Buffer;
  /** Of one frame. */
  width: number;
  height: number;
  animated: boolean;
}

export interface AvifRendition extends Omit<Rendition, 'format'> {
  format: 'avif';
}

export interface RenderedPicture {
  renditions: Rendition[];
  /** Of the upright, cropped picture at full size. */
  width: number;
  height: number;
  animated: boolean;
  /** Base64. */
  thumbhash: string;
  /** `#rrggbb` */
  dominantColor: string;
  /** What the square sizes show. */
  square: Square;
}

/** Raised whenever the bytes of an output change: pictures made by another version are made anew. */
export const RENDER_VERSION = 1;
