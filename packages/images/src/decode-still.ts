import { decode } from './decode.ts';
import { focalLengthIn } from './focal-length.ts';
import { pipeline, toFrames } from './frames.ts';
import { exifCamera } from './headers/exif-camera.ts';
import { inspect } from './inspect.ts';
import type { ImageLimits } from './limits.ts';

export interface DecodeStillOptions {
  /** Pixels of the longer side of what comes out; larger pictures are shrunk while they are read. */
  longest: number;
  /** Of the file; default `DEFAULT_LIMITS`. */
  limits?: Partial<ImageLimits> | undefined;
  signal?: AbortSignal | undefined;
}

/** Upright, opaque sRGB. */
export interface StillPicture {
  width: number;
  height: number;
  /** Three bytes a pixel, rows from the top. */
  rgb: Uint8Array;
  /** Pixels of this picture; undefined when the file does not tell, or was cropped since it was taken. */
  focalLength?: number;
}

/**
 * Decodes a picture to pixels: turned upright, in sRGB, transparency laid on white, of an animation the first
 * frame.
 *
 * @throws ImageError with the reason; the signal's reason
 * @example const { rgb, width } = await decodeStill(bytes, { longest: 2048 });
 */
export async function decodeStill(bytes: Uint8Array, options: DecodeStillOptions): Promise<StillPicture> {
  const { longest, limits, signal } = options;
  const { format, width, height } = await inspect(bytes, limits);
  const info = { format, width, height, frames: 1, animated: false, pixels: width * height };
  const sizes = [{ name: 'still', box: longest, fit: 'inside' } as const];
  const { frames, full, exif } = await decode(bytes, info, { sizes, ...(limits && { limits }) }, signal);
  const opaque =
    frames.channels === 3 ? frames : await toFrames(pipeline(frames).flatten({ background: '#ffffff' }), 1);
  const { data } = opaque;
  const size = { width: opaque.width, height: opaque.height };
  const focalLength = focalLengthIn(size, full, exifCamera(exif));
  return {
    ...size,
    rgb: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ...(focalLength !== undefined && { focalLength }),
  };
}
