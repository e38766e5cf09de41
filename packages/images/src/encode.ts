import type { WebpOptions } from 'sharp';
import { type Frames, frameAt, pipeline, toFrames } from './frames.ts';
import type { Size } from './geometry.ts';
import type { Rendition, Square } from './types.ts';

// WebP effort, measured on 800×600 of a photograph at quality 85, one thread of a 2-core machine:
// 0: 17 ms, 85 kB · 1: 22 ms, 76 kB · 2: 26 ms, 66 kB · 3: 63 ms, 64 kB · 4: 60 ms, 64 kB · 6: 150 ms, 61 kB.
// 2 is the knee: beyond it 3 % of the bytes cost 130 % of the time. JPEG by mozjpeg was weighed too: 66 ms
// instead of 11 for 17 % fewer bytes, which the WebP beside it saves anyway.
const WEBP_EFFORT = 2;

// Large outputs: an `original` of no box and three small squares from 7000×7000, in a process of its own; its
// CPU seconds and its peak, 100 MB of which are node's.
// all at once: opaque 5.2 s, 790 MB · in turn: opaque 5.5 s, 565 MB (turned by 90°: 930 → 565 MB).
// WebP codes transparency without loss, which needs as much again. In turn, turned by 44° and cropped to 7070×7070:
// like the small ones 9.0 s, 1,340 MB · as below 8.5 s, 1,150 MB. Noise for alpha, the encoder alone: 1,575 → 1,010 MB.
/** Pixels of all outputs together from which they are made one after the other. */
export const LARGE = 16e6;

/** Of a large picture that may be transparent: sixteen steps of it, found quickly. */
const LARGE_ALPHA: WebpOptions = { effort: 0, alphaQuality: 70 };

export interface Encoding {
  quality: number;
  delay?: number[];
  loop?: number;
  /** Encode one format after the other. */
  inTurn: boolean;
}

/** Runs jobs at the same time, or each when the one before has ended. */
export async function runAll<T>(jobs: readonly (() => Promise<T>)[], inTurn: boolean): Promise<T[]> {
  if (!inTurn) return Promise.all(jobs.map((job) => job()));
  const results: T[] = [];
  for (const job of jobs) results.push(await job());
  return results;
}

/**
 * Makes one size: cut, shrunk once, then encoded to JPEG and WebP. Nothing but pixels reaches
 * the encoders, so no metadata can.
 *
 * @param cut in pixels of `frames`; undefined: the whole picture
 */
export async function encodeSize(
  name: string,
  frames: Frames,
  cut: Square | undefined,
  size: Size,
  encoding: Encoding,
): Promise<Rendition[]> {
  const sized = await resize(frames, cut, size);
  const first = frameAt(sized, 0);
  const { quality, inTurn, ...timing } = encoding;
  const { width, height, channels } = sized;
  const still: WebpOptions = {
    quality,
    effort: WEBP_EFFORT,
    ...(channels === 4 && width * height > LARGE ? LARGE_ALPHA : {}),
  };
  const jpeg = async (): Promise<Rendition> => ({
    name,
    format: 'jpeg',
    contentType: 'image/jpeg',
    bytes: await pipeline(first)
      .flatten({ background: '#ffffff' })
      .jpeg({ quality, progressive: true })
      .toBuffer(),
    width,
    height,
    animated: false,
  });
  const webp = async (as: string, from: Frames, options: WebpOptions): Promise<Rendition> => ({
    name: as,
    format: 'webp',
    contentType: 'image/webp',
    bytes: await pipeline(from).webp(options).toBuffer(),
    width,
    height,
    animated: from.count > 1,
  });
  const jobs =
    sized.count === 1
      ? [jpeg, () => webp(name, sized, still)]
      : [jpeg, () => webp(name, sized, { ...still, ...timing }), () => webp(`${name}-static`, first, still)];
  return runAll(jobs, inTurn);
}

async function resize(frames: Frames, cut: Square | undefined, size: Size): Promise<Frames> {
  const uncut = cut === undefined || (cut.side === frames.width && cut.side === frames.height);
  if (uncut && size.width === frames.width && size.height === frames.height) return frames;
  let picture = pipeline(frames);
  if (cut !== undefined && !uncut) {
    picture = picture.extract({ left: cut.x, top: cut.y, width: cut.side, height: cut.side });
  }
  return toFrames(picture.resize({ ...size, fit: 'fill' }), frames.count);
}
