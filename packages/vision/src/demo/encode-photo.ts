import sharp from 'sharp';
import type { DrawnPhoto } from './draw-photo.ts';

export interface PhotoEncoding {
  /** Default 90, with colour at half resolution as phones keep it. */
  quality?: number | undefined;
  /** EXIF 1, 3, 6 or 8: the pixels are turned so that the photo is upright again for whoever obeys it. Default 1. */
  orientation?: 1 | 3 | 6 | 8 | undefined;
  make?: string | undefined;
  model?: string | undefined;
  /** A made-up place, so that tests can look for its removal. */
  gps?: boolean | undefined;
  /** Without it a reader cannot know how wide the picture is. Default true. */
  focalLength?: boolean | undefined;
}

/** By how much the stored pixels are turned clockwise, so that the orientation turns them back. */
const TURNED = { 1: 0, 3: 180, 6: 270, 8: 90 } as const;

/** What a phone would write: JPEG with EXIF. */
export async function encodePhoto(
  drawn: Pick<DrawnPhoto, 'photo'> & { focalLength35?: number },
  encoding: PhotoEncoding = {},
): Promise<Buffer> {
  const { quality = 90, orientation = 1, make, model, gps = false, focalLength = true } = encoding;
  const { width, height, rgb } = drawn.photo;
  const equivalent = drawn.focalLength35;
  const exif = {
    IFD0: { ...(make ? { Make: make } : {}), ...(model ? { Model: model } : {}) },
    IFD2:
      focalLength && equivalent !== undefined
        ? {
            FocalLength: `${Math.round(equivalent * 17.5)}/100`,
            FocalLengthIn35mmFilm: String(Math.round(equivalent)),
          }
        : {},
    ...(gps
      ? {
          IFD3: {
            GPSLatitudeRef: 'N',
            GPSLatitude: '52/1 31/1 12/1',
            GPSLongitudeRef: 'E',
            GPSLongitude: '13/1 24/1 18/1',
          },
        }
      : {}),
  };
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .rotate(TURNED[orientation])
    .withExif(exif)
    .withMetadata({ orientation })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
}
