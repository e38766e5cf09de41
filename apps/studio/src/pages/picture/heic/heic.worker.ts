import createLibheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs';

/** As large as a screen shows; the file itself is what is sent. Pixels. */
const LONGEST = 2_048;
/** Beyond, the server refuses the picture. */
const MOST_PIXELS = 50_000_000;

const libheif = createLibheif();

/** Decodes the primary picture, upright, and makes a JPEG of it for the screen. */
async function decode(bytes: Uint8Array): Promise<{ blob: Blob; width: number; height: number }> {
  const context = libheif.heif_context_alloc();
  const read = libheif.heif_context_read_from_memory(context, bytes);
  if (read.code !== libheif.heif_error_code.heif_error_Ok) throw new Error(read.message);
  const handle = libheif.heif_js_context_get_primary_image_handle(context);
  if (!handle || handle.code) throw new Error('it has no primary picture');
  const width = libheif.heif_image_handle_get_width(handle);
  const height = libheif.heif_image_handle_get_height(handle);
  if (width * height > MOST_PIXELS) throw new Error('it has too many pixels');
  const image = await libheif.heif_js_decode_image2(
    handle,
    libheif.heif_colorspace.heif_colorspace_RGB,
    libheif.heif_chroma.heif_chroma_interleaved_RGBA,
  );
  const plane = image.channels?.find(({ id }) => id === libheif.heif_channel.heif_channel_interleaved);
  if (plane === undefined) throw new Error(image.message);
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row += 1) {
    const start = row * plane.stride;
    pixels.set(plane.data.subarray(start, start + width * 4), row * width * 4);
  }
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const small = await createImageBitmap(new ImageData(pixels, width, height), {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: 'high',
  });
  const canvas = new OffscreenCanvas(small.width, small.height);
  canvas.getContext('2d')?.drawImage(small, 0, 0);
  return { blob: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 }), width, height };
}

// the memory of the decoder is let go of with the whole worker, after each picture
addEventListener('message', async ({ data }: MessageEvent<Blob>) => {
  try {
    postMessage({ picture: await decode(new Uint8Array(await data.arrayBuffer())) });
  } catch (error) {
    postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
});
