import sharp, { type Sharp } from 'sharp';
import { damaged } from './errors.ts';
import { scaled } from './geometry.ts';

// Every upload is another picture, so libvips' cache of operations only holds memory.
sharp.cache(false);

/** Raw sRGB of 8 bits: the frames of an animation one below the other, or one still picture. */
export interface Frames {
  data: Buffer;
  /** Of one frame. */
  width: number;
  height: number;
  channels: 3 | 4;
  count: number;
}

/** A pipeline that reads the frames. */
export function pipeline(frames: Frames): Sharp {
  const { width, height, channels, count } = frames;
  if (count === 1) return sharp(frames.data, { raw: { width, height, channels } });
  return sharp(frames.data, {
    raw: { width, height: height * count, channels, pageHeight: height },
    animated: true,
  });
}

/** Runs a pipeline to raw pixels. */
export async function toFrames(picture: Sharp, count: number): Promise<Frames> {
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3 && info.channels !== 4) throw damaged('its colours make no sense');
  return { data, width: info.width, height: info.height / count, channels: info.channels, count };
}

/** One frame, sharing the memory of all. */
export function frameAt(frames: Frames, index: number): Frames {
  const bytes = frames.width * frames.height * frames.channels;
  return { ...frames, data: frames.data.subarray(index * bytes, (index + 1) * bytes), count: 1 };
}

/** Applies `change` to each frame by itself. */
export async function mapFrames(frames: Frames, change: (frame: Sharp) => Sharp): Promise<Frames> {
  const changed: Frames[] = [];
  for (let index = 0; index < frames.count; index += 1) {
    changed.push(await toFrames(change(pipeline(frameAt(frames, index))), 1));
  }
  const [first] = changed;
  if (first === undefined || changed.length === 1) return first ?? frames;
  return { ...first, data: Buffer.concat(changed.map((frame) => frame.data)), count: frames.count };
}

/** Shorter side of the small copy, pixels: enough to find what catches the eye; libvips shrinks further itself. */
const SMALL = 160;

/** A copy to look at, not to show; the frame itself when it is small already. */
export async function smallCopy(frame: Frames): Promise<Frames> {
  const scale = SMALL / Math.min(frame.width, frame.height);
  if (scale >= 1) return frame;
  return toFrames(pipeline(frame).resize({ ...scaled(frame, scale), fit: 'fill' }), 1);
}
