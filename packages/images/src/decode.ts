import { access } from 'node:fs/promises';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { damaged, ImageError } from './errors.ts';
import { type Frames, mapFrames, pipeline, toFrames } from './frames.ts';
import { rescaleRect, rotatedSize, type Size, scaled, sharedScale, wholePixels } from './geometry.ts';
import { decodeHeic } from './heic/decode-heic.ts';
import { pngWithProfile } from './heic/png-with-profile.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { ImageInfo, RenderOptions } from './types.ts';

/** The one copy from which everything is made. */
export interface DecodedPicture {
  /** Turned, cropped, in sRGB, and no larger than the largest size needs. */
  frames: Frames;
  /** The size of the same picture in pixels of the source. */
  full: Size;
  /** Milliseconds of each frame, and how often they play (0: for ever); of an animation only. */
  delay?: number[];
  loop?: number;
}

/**
 * Decodes a picture once. A JPEG is shrunk while it is read, so 12 megapixels never exist in memory when the
 * largest size is 800 pixels.
 *
 * @throws ImageError damaged_image, crop_outside_picture; what the file system says when the file is gone
 */
export async function decode(
  path: string,
  info: ImageInfo,
  options: RenderOptions,
  signal?: AbortSignal,
): Promise<DecodedPicture> {
  try {
    return await decodeUnchecked(path, info, options, signal);
  } catch (error) {
    signal?.throwIfAborted();
    // A file that is gone says nothing about the picture.
    await access(path);
    if (error instanceof ImageError) throw error;
    throw damaged('its pixels cannot be read to the end', error);
  }
}

async function decodeUnchecked(
  path: string,
  info: ImageInfo,
  options: RenderOptions,
  signal?: AbortSignal,
): Promise<DecodedPicture> {
  const input: SharpOptions = {
    animated: info.animated,
    // Cut off or broken: refused. Mere warnings, which many phones earn: taken.
    failOn: 'error',
    // A decoder that finds more than the header promised stops here.
    limitInputPixels: info.pixels,
  };
  const metadata = await readMetadata(path, input, info);
  signal?.throwIfAborted();
  const upright = info.format === 'heic' ? info : uprightSize(metadata, info);
  const degrees = (((options.rotate ?? 0) % 360) + 360) % 360;
  const turned = rotatedSize(upright, degrees);
  const crop = options.crop && wholePixels(options.crop, turned);
  const scale = sharedScale(options.sizes, crop ?? turned);
  const size = scaled(upright, scale);

  let frames: Frames;
  if (info.format === 'heic') {
    frames = await heicFrames(path, info, size, metadata, signal);
  } else {
    frames = await sharpFrames(path, input, info, metadata, size);
  }
  signal?.throwIfAborted();
  if (degrees !== 0) frames = await turn(frames, degrees);
  if (crop !== undefined) {
    const part = rescaleRect(crop, turned, frames);
    const region = { left: part.x, top: part.y, width: part.width, height: part.height };
    frames = await mapFrames(frames, (frame) => frame.extract(region));
  }
  const full = crop ?? turned;
  const decoded: DecodedPicture = { frames, full: { width: full.width, height: full.height } };
  if (frames.count > 1) {
    if (metadata.delay !== undefined) decoded.delay = metadata.delay.slice(0, frames.count);
    if (metadata.loop !== undefined) decoded.loop = metadata.loop;
  }
  return decoded;
}

/** Of a HEIC only the colour profile is wanted, and not every one can be read. */
function readMetadata(path: string, input: SharpOptions, info: ImageInfo): Promise<Partial<Metadata>> {
  const metadata = sharp(path, input).metadata();
  return info.format === 'heic' ? metadata.catch(() => ({})) : metadata;
}

function uprightSize(metadata: Partial<Metadata>, info: ImageInfo): Size {
  const { width = 0, orientation = 1 } = metadata;
  const height = metadata.pageHeight ?? metadata.height ?? 0;
  const size = orientation >= 5 ? { width: height, height: width } : { width, height };
  if (size.width * size.height * (metadata.pages ?? 1) > info.pixels && info.animated) {
    throw damaged('it holds more than its header says');
  }
  return size;
}

async function sharpFrames(
  path: string,
  input: SharpOptions,
  info: ImageInfo,
  metadata: Partial<Metadata>,
  upright: Size,
): Promise<Frames> {
  const source = sharp(path, input).toColourspace('srgb');
  if (!info.animated) return toFrames(source.autoOrient().resize({ ...upright, fit: 'fill' }), 1);
  // libvips turns no animation, so each frame is turned by itself.
  const orientation = metadata.orientation ?? 1;
  const stored = orientation >= 5 ? { width: upright.height, height: upright.width } : upright;
  const frames = await toFrames(source.resize({ ...stored, fit: 'fill' }), metadata.pages ?? 1);
  if (orientation === 1) return frames;
  return mapFrames(frames, (frame) => {
    // sharp mirrors before it turns.
    const angle = [0, 0, 0, 180, 180, 270, 90, 90, 270][orientation] ?? 0;
    const mirrored = [2, 4, 5, 7].includes(orientation);
    return mirrored ? frame.flop().rotate(angle) : frame.rotate(angle);
  });
}

async function heicFrames(
  path: string,
  info: ImageInfo,
  size: Size,
  metadata: Partial<Metadata>,
  signal: AbortSignal | undefined,
): Promise<Frames> {
  // Coded pictures are padded to whole blocks, and a cut picture is coded whole.
  const maxPixels = Math.max(info.pixels, DEFAULT_LIMITS.maxPixels) * 1.1;
  const { data, width, height } = await decodeHeic(path, maxPixels, signal);
  if (width !== info.width || height !== info.height) throw damaged('it is not as large as its header says');
  const whole: Frames = { data: Buffer.from(data.buffer), width, height, channels: 4, count: 1 };
  const small = pipeline(whole).resize({ ...size, fit: 'fill' });
  const frames = await toFrames(metadata.hasAlpha ? small : small.removeAlpha(), 1);
  if (metadata.icc === undefined) return frames;
  return toFrames(sharp(await pngWithProfile(frames, metadata.icc)).toColourspace('srgb'), 1);
}

/** Turned by other than a right angle, the corners stay transparent. */
function turn(frames: Frames, degrees: number): Promise<Frames> {
  if (degrees % 90 === 0) return mapFrames(frames, (frame) => frame.rotate(degrees));
  const background = { r: 255, g: 255, b: 255, alpha: 0 };
  return mapFrames(frames, (frame) => frame.ensureAlpha().rotate(degrees, { background }));
}
