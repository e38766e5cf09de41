import { access } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { damaged, ImageError } from './errors.ts';
import { type Frames, mapFrames, pipeline, toFrames } from './frames.ts';
import type { Size } from './geometry.ts';
import { decodeHeic } from './heic/decode-heic.ts';
import { pngWithProfile } from './heic/png-with-profile.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { ImageInfo, RenderOptions } from './types.ts';
import { planWork, type WorkPlan } from './work-plan.ts';

/** The one copy from which everything is made. */
export interface DecodedPicture {
  /** Turned, cropped, in sRGB, and no larger than the largest size needs. */
  frames: Frames;
  /** The size of the same picture in pixels of the source. */
  full: Size;
  /** Milliseconds of each frame, and how often they play (0: for ever); of an animation only. */
  delay?: number[];
  loop?: number;
  /** The EXIF block as it stands in the file. */
  exif?: Buffer;
}

/**
 * Decodes a picture once. A JPEG is shrunk while it is read, so 12 megapixels never exist in memory when the
 * largest size is 800 pixels.
 *
 * @throws ImageError damaged_image, crop_outside_picture; what the file system says when the file is gone
 */
export async function decode(
  source: string | Uint8Array,
  info: ImageInfo,
  options: RenderOptions,
  signal?: AbortSignal,
): Promise<DecodedPicture> {
  try {
    return await decodeUnchecked(source, info, options, signal);
  } catch (error) {
    signal?.throwIfAborted();
    // A file that is gone says nothing about the picture.
    if (typeof source === 'string') await access(source);
    if (error instanceof ImageError) throw error;
    throw damaged('its pixels cannot be read to the end', error);
  }
}

async function decodeUnchecked(
  source: string | Uint8Array,
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
  const metadata = await readMetadata(source, input, info);
  signal?.throwIfAborted();
  const upright = info.format === 'heic' ? info : uprightSize(metadata, info);
  const plan = planWork(upright, info.frames, options);
  let frames: Frames;
  if (info.format === 'heic') {
    frames = await heicFrames(source, info, plan, metadata, signal);
  } else {
    frames = await sharpFrames(source, input, info, metadata, plan);
  }
  signal?.throwIfAborted();
  const decoded: DecodedPicture = { frames, full: plan.full };
  if (metadata.exif !== undefined) decoded.exif = metadata.exif;
  if (frames.count > 1) {
    if (metadata.delay !== undefined) decoded.delay = metadata.delay.slice(0, frames.count);
    if (metadata.loop !== undefined) decoded.loop = metadata.loop;
  }
  return decoded;
}

/** Of a HEIC only the colour profile is wanted, and not every one can be read. */
function readMetadata(
  source: string | Uint8Array,
  input: SharpOptions,
  info: ImageInfo,
): Promise<Partial<Metadata>> {
  const metadata = sharp(source, input).metadata();
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
  source: string | Uint8Array,
  input: SharpOptions,
  info: ImageInfo,
  metadata: Partial<Metadata>,
  plan: WorkPlan,
): Promise<Frames> {
  const picture = sharp(source, input).toColourspace('srgb');
  if (!info.animated) return toFrames(place(picture.autoOrient(), plan), 1);
  // libvips turns no animation, so each frame is turned by itself.
  const orientation = metadata.orientation ?? 1;
  const { width, height } = plan.read;
  const stored = orientation >= 5 ? { width: height, height: width } : plan.read;
  const frames = await toFrames(picture.resize({ ...stored, fit: 'fill' }), metadata.pages ?? 1);
  if (orientation === 1) return placeFrames(frames, plan);
  const upright = await mapFrames(frames, (frame) => {
    // sharp mirrors before it turns.
    const angle = [0, 0, 0, 180, 180, 270, 90, 90, 270][orientation] ?? 0;
    const mirrored = [2, 4, 5, 7].includes(orientation);
    return mirrored ? frame.flop().rotate(angle) : frame.rotate(angle);
  });
  return placeFrames(upright, plan);
}

async function heicFrames(
  source: string | Uint8Array,
  info: ImageInfo,
  plan: WorkPlan,
  metadata: Partial<Metadata>,
  signal: AbortSignal | undefined,
): Promise<Frames> {
  // Coded pictures are padded to whole blocks, and a cut picture is coded whole.
  const maxPixels = Math.max(info.pixels, DEFAULT_LIMITS.maxPixels) * 1.1;
  const { data, width, height } = await decodeHeic(source, maxPixels, signal);
  if (width !== info.width || height !== info.height) throw damaged('it is not as large as its header says');
  const whole: Frames = { data: Buffer.from(data.buffer), width, height, channels: 4, count: 1 };
  const small = pipeline(whole).resize({ ...plan.read, fit: 'fill' });
  const frames = await toFrames(metadata.hasAlpha ? small : small.removeAlpha(), 1);
  if (metadata.icc === undefined) return placeFrames(frames, plan);
  return toFrames(place(sharp(await pngWithProfile(frames, metadata.icc)).toColourspace('srgb'), plan), 1);
}

/**
 * Shrinks, turns and crops in one pass, in that order: only what the crop keeps is ever turned, and no copy
 * outlives the pass. sharp keeps the order only when the resize is named first. Turned by other than a right
 * angle, the corners stay transparent.
 */
function place(picture: Sharp, { read, degrees, region }: WorkPlan): Sharp {
  let placed = picture.resize({ ...read, fit: 'fill' });
  if (degrees !== 0) placed = placed.rotate(degrees, { background: { r: 255, g: 255, b: 255, alpha: 0 } });
  if (region === undefined) return placed;
  return placed.extract({ left: region.x, top: region.y, width: region.width, height: region.height });
}

/** As `place`, of frames that have the size of `plan.read`; libvips turns no animation as one. */
async function placeFrames(frames: Frames, plan: WorkPlan): Promise<Frames> {
  if (plan.degrees === 0 && plan.region === undefined) return frames;
  return mapFrames(frames, (frame) => place(frame, plan));
}
