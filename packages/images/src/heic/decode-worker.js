// Plain JavaScript, checked by the compiler all the same: a worker thread on Node 20 cannot load TypeScript, and
// this one must start from src/ (tests, `npm run dev`) as from dist/.
import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import libheif from 'libheif-js/wasm-bundle.js';

/**
 * @param {string | Uint8Array} source
 * @param {number} maxPixels
 * @returns {Promise<import('./decode-heic.ts').DecodedHeic>}
 */
async function decode(source, maxPixels) {
  // `heif_security_limits.max_image_size_pixels`, a 64-bit number, which the parser and the codec both heed.
  const limits = libheif._heif_get_global_security_limits() / 4;
  libheif.HEAPU32[limits + 2] = maxPixels;
  libheif.HEAPU32[limits + 3] = 0;
  const context = libheif.heif_context_alloc();
  try {
    const bytes = typeof source === 'string' ? await readFile(source) : source;
    const read = libheif.heif_context_read_from_memory(context, bytes);
    if (read.code !== libheif.heif_error_code.heif_error_Ok) throw new Error(read.message);
    // The first picture of the list need not be the one that the file means.
    const handle = libheif.heif_js_context_get_primary_image_handle(context);
    if (!handle || handle.code) throw new Error('it has no primary picture');
    try {
      return await pixels(handle, maxPixels);
    } finally {
      libheif.heif_image_handle_release(handle);
    }
  } finally {
    libheif.heif_context_free(context);
  }
}

/**
 * @param {import('libheif-js/wasm-bundle.js').ImageHandle} handle
 * @param {number} maxPixels
 * @returns {Promise<import('./decode-heic.ts').DecodedHeic>}
 */
async function pixels(handle, maxPixels) {
  const width = libheif.heif_image_handle_get_width(handle);
  const height = libheif.heif_image_handle_get_height(handle);
  if (width * height > maxPixels) throw new Error('it is larger than its header says');
  const image = await libheif.heif_js_decode_image2(
    handle,
    libheif.heif_colorspace.heif_colorspace_RGB,
    libheif.heif_chroma.heif_chroma_interleaved_RGBA,
  );
  if (!image || image.code) throw new Error(image?.message ?? 'it cannot be decoded');
  try {
    const plane = image.channels.find(
      (channel) => channel.id === libheif.heif_channel.heif_channel_interleaved,
    );
    if (plane === undefined || plane.width !== width || plane.height !== height) {
      throw new Error('its pixels are not as its header says');
    }
    const data = new Uint8Array(width * height * 4);
    for (let row = 0; row < height; row += 1) {
      const start = row * plane.stride;
      data.set(plane.data.subarray(start, start + width * 4), row * width * 4);
    }
    return { width, height, data };
  } finally {
    libheif.heif_image_release(image.image);
  }
}

parentPort?.on('message', async (/** @type {{ source: string | Uint8Array, maxPixels: number }} */ job) => {
  try {
    const picture = await decode(job.source, job.maxPixels);
    parentPort?.postMessage({ picture }, [/** @type {ArrayBuffer} */ (picture.data.buffer)]);
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
});
