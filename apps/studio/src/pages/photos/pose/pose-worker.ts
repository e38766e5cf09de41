/// <reference lib="webworker" />
import {
  createLivePose,
  type LiveAdvice,
  type LivePose,
  type Pixels,
  photoOfPixels,
} from '@likeness/vision/live';
import compatScript from '@litertjs/core/wasm/litert_wasm_compat_internal.js?url';
import compatWasm from '@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url';
import script from '@litertjs/core/wasm/litert_wasm_internal.js?url';
import wasm from '@litertjs/core/wasm/litert_wasm_internal.wasm?url';
import body from '@mediapipe/pose/pose_landmark_full.tflite?url';
import detector from '@mediapipe/pose/pose_solution_packed_assets.data?url';
import type { Kind } from '../capture.ts';

/** A picture and what is asked about it. */
export interface Question {
  id: number;
  ask: 'advise' | 'inspect';
  kind: Kind;
  /** A frame of the camera, or a file; it is turned upright by its own EXIF. */
  picture: ImageBitmap | Blob;
}

export interface Inspection {
  findings: readonly { code: string; severity: 'error' | 'warning'; sentence: string; messageId?: string }[];
  /** SVG to lay over the photo. */
  overlay: string | null;
}

export type Reply =
  | { id: number; advice: LiveAdvice }
  | { id: number; inspection: Inspection }
  | { id: number; failed: string };

/** Pixels of the longer side: frames are looked at small, photos as large as the server does. */
const LONGEST = { advise: 512, inspect: 2048 };

let loading: Promise<LivePose> | undefined;
let line: Promise<unknown> = Promise.resolve();

globalThis.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  line = line.then(() => answer(data)).then((reply) => globalThis.postMessage(reply));
});

async function answer({ id, ask, kind, picture }: Question): Promise<Reply> {
  try {
    loading ??= createLivePose({
      runtime: { script, wasm },
      compatibleRuntime: { script: compatScript, wasm: compatWasm },
      detector,
      body,
    }).catch((error: unknown) => {
      // a network that was away for a moment is no reason to do without
      loading = undefined;
      throw error;
    });
    const live = await loading;
    const photo = photoOfPixels(await pixelsOf(picture, LONGEST[ask]));
    return ask === 'advise'
      ? { id, advice: await live.advise(photo, kind) }
      : { id, inspection: await live.inspect(photo, kind) };
  } catch (error) {
    return { id, failed: String(error) };
  }
}

async function pixelsOf(picture: ImageBitmap | Blob, longest: number): Promise<Pixels> {
  const bitmap = picture instanceof Blob ? await createImageBitmap(picture) : picture;
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('There is no canvas to read a picture by.');
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}
