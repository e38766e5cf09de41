import sharp from 'sharp';
import type { Photo } from '../../types.ts';
import { drawPhoto, type PhotoRequest, type Sitter } from '../draw-photo.ts';
import { randomFrom } from '../random.ts';
import { pixelsOf } from '../sheet.ts';
import { hang } from './picture-in-picture.ts';
import { cat, coatStand, dog, landscape, photographed } from './scenes.ts';

/** Pictures that no body may be read from, by what is wrong with them. */
export const HOSTILE_NAMES = [
  'landscape',
  'cat',
  'dog',
  'coat-stand',
  'black',
  'noise',
  'two-people',
  'seated',
  'head-cut-off',
  'feet-cut-off',
  'too-near',
  'far-away',
  'from-behind',
  'from-the-side',
  'turned-away',
  'arms-down',
  'thumbnail',
  'blurred',
  'dark',
  'overexposed',
  'tilted',
  'lying',
  'turned-picture',
  'picture-of-a-picture',
] as const;
export type HostileName = (typeof HOSTILE_NAMES)[number];

export interface HostileRequest {
  sitter: Sitter;
  /** Pixels. Default 1512×2016. */
  width?: number | undefined;
  height?: number | undefined;
  seed?: number | undefined;
}

/** For `encodePhoto`. */
export interface HostilePhoto {
  photo: Photo;
  focalLength35?: number;
}

const DEGREE = Math.PI / 180;

/** Draws a front photo with this fault. The same request gives the same pixels. */
export async function drawHostile(name: HostileName, request: HostileRequest): Promise<HostilePhoto> {
  const { sitter, width = 1512, height = 2016, seed = 1 } = request;
  const good: PhotoRequest = {
    ...sitter,
    kind: 'front',
    camera: { distance: 2.7, height: 1.2, pitch: 4 * DEGREE, focalLength35: 26 },
    backdrop: { kind: 'busy', seed },
    width,
    height,
  };
  const scene = async (svg: string): Promise<HostilePhoto> => ({
    photo: await photographed(svg, width, height),
  });
  const camera = (change: Partial<PhotoRequest['camera']>) =>
    drawPhoto({ ...good, camera: { ...good.camera, ...change } });
  switch (name) {
    case 'landscape':
      return scene(landscape(seed));
    case 'cat':
      return scene(cat(seed));
    case 'dog':
      return scene(dog(seed));
    case 'coat-stand':
      return scene(coatStand(seed));
    case 'black':
      return { photo: { width, height, rgb: new Uint8Array(width * height * 3) } };
    case 'noise': {
      const random = randomFrom(seed);
      return {
        photo: { width, height, rgb: new Uint8Array(width * height * 3).map(() => random.next() * 256) },
      };
    }
    case 'two-people': {
      const other = { ...sitter, stance: { arms: 0.3, aside: 0.5, yaw: 0.15 } };
      return drawPhoto({ ...good, stance: { arms: 0.3, aside: -0.45 }, others: [other] });
    }
    case 'seated':
      return drawPhoto({ ...good, stance: { pose: 'sit' } });
    case 'head-cut-off':
      return camera({ pitch: 25 * DEGREE });
    case 'feet-cut-off':
      return camera({ pitch: -14 * DEGREE });
    case 'too-near':
      return camera({ distance: 1.1, pitch: 0 });
    case 'far-away':
      return camera({ distance: 9, pitch: 0 });
    case 'from-behind':
      return drawPhoto({ ...good, kind: 'back' });
    case 'from-the-side':
      return drawPhoto({ ...good, kind: 'side' });
    case 'turned-away':
      return drawPhoto({ ...good, stance: { yaw: 42 * DEGREE } });
    case 'arms-down':
      return drawPhoto({ ...good, stance: { arms: 3 * DEGREE } });
    case 'thumbnail':
      return shrunk(await drawPhoto(good), 210);
    case 'blurred':
      return drawPhoto({ ...good, development: { softness: height / 130 } });
    case 'dark':
      return drawPhoto({ ...good, development: { exposure: 0.015, noise: 4 } });
    case 'overexposed':
      return drawPhoto({ ...good, development: { exposure: 14 } });
    case 'tilted':
      return camera({ distance: 2.9, height: 2.1, pitch: 18 * DEGREE });
    case 'lying':
      return drawPhoto({ ...good, stance: { lying: true }, camera: { ...good.camera, pitch: 14 * DEGREE } });
    case 'turned-picture':
      return turned((await drawPhoto(good)).photo);
    case 'picture-of-a-picture':
      return { photo: await pictureOf((await camera({ distance: 2.2 })).photo) };
  }
}

async function shrunk({ photo }: HostilePhoto, width: number): Promise<HostilePhoto> {
  const { data, info } = await sharp(photo.rgb, {
    raw: { width: photo.width, height: photo.height, channels: 3 },
  })
    .resize(width)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { photo: { width: info.width, height: info.height, rgb: data } };
}

/** A quarter turn that no orientation tells of. */
async function turned({ width, height, rgb }: Photo): Promise<HostilePhoto> {
  const data = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .rotate(90)
    .raw()
    .toBuffer();
  return { photo: { width: height, height: width, rgb: data } };
}

/** A framed print on a wall, photographed a little from the side. */
async function pictureOf(photo: Photo): Promise<Photo> {
  const { width, height } = photo;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none">` +
    '<rect width="100" height="100" fill="#b9b3a6"/><polygon points="14,9 87,13 86,90 15,93" fill="#000" opacity="0.3"/>' +
    '<polygon points="12,7 85,11 84,88 13,91" fill="#241c16"/><polygon points="14,9 83,13 82,86 15,89" fill="#f6f4ee"/></svg>';
  const onto: Photo = { width, height, rgb: await pixelsOf(svg) };
  const at = (x: number, y: number) => ({ x: (x / 100) * width, y: (y / 100) * height });
  hang(onto, photo, [at(18, 13), at(79, 17), at(78, 82), at(19, 85)]);
  return onto;
}
