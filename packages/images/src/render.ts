import { chooseSquare } from './choose-square.ts';
import { decode } from './decode.ts';
import { type Encoding, encodeSize, LARGE, runAll } from './encode.ts';
import { frameAt, smallCopy } from './frames.ts';
import { outputSize, rescaleSquare } from './geometry.ts';
import { placeholder } from './placeholder.ts';
import type { ImageInfo, RenderedPicture, RenderOptions } from './types.ts';
import { workPixels } from './work-plan.ts';

/**
 * Makes every size of a picture in JPEG and WebP: upright, in sRGB of 8 bits, without any metadata. All squares
 * show the same part. An animation becomes an animated WebP `<size>`, with a still twin `<size>-static` and a
 * JPEG of its first frame.
 *
 * @param info from `inspect` of the same file; more pixels than it tells are never decoded
 * @param signal watched between the steps
 * @throws ImageError crop_outside_picture, image_too_many_pixels or image_side_too_long before anything is decoded,
 *   damaged_image; the signal's reason
 * @example
 * const info = await inspect(path);
 * const { renditions } = await render(path, info, { sizes: [{ name: 'small', box: 100, fit: 'cover' }] });
 */
export async function render(
  path: string,
  info: ImageInfo,
  options: RenderOptions,
  signal?: AbortSignal,
): Promise<RenderedPicture> {
  signal?.throwIfAborted();
  // refuses what is too large before the file is touched
  workPixels(info, options);
  const { frames, full, delay, loop } = await decode(path, info, options, signal);
  const first = frameAt(frames, 0);
  // Both look at the whole picture from afar.
  const small = await smallCopy(first);
  const [square, placeholders] = await Promise.all([
    chooseSquare(small, full, options.position ?? 'attention'),
    placeholder(small),
  ]);
  signal?.throwIfAborted();
  const cut = rescaleSquare(square, full, frames);
  const outputs = options.sizes.map((spec) => ({
    spec,
    size: outputSize(spec, full, options.enlarge ?? false),
  }));
  const pixels = outputs.reduce((sum, { size }) => sum + size.width * size.height * frames.count, 0);
  const inTurn = pixels > LARGE;
  const encoding: Encoding = {
    quality: options.quality ?? 85,
    inTurn,
    ...(delay === undefined ? {} : { delay }),
    ...(loop === undefined ? {} : { loop }),
  };
  const made = await runAll(
    outputs.map(({ spec, size }) => () => {
      signal?.throwIfAborted();
      return encodeSize(spec.name, frames, spec.fit === 'cover' ? cut : undefined, size, encoding);
    }),
    inTurn,
  );
  signal?.throwIfAborted();
  return { renditions: made.flat(), ...full, animated: frames.count > 1, ...placeholders, square };
}
