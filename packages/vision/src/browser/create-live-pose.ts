import { supportsFeature } from '@litertjs/core';
import { overlaySvg } from '../overlay/overlay-svg.ts';
import { detectPose } from '../pose/detect-pose.ts';
import { loadNetworks } from '../pose/run-networks.ts';
import { checkPhoto } from '../quality/check-photo.ts';
import { traceRings } from '../silhouette/trace-rings.ts';
import type { Photo, PhotoFinding, PhotoKind } from '../types.ts';
import { type LiveAdvice, liveAdvice } from './live-advice.ts';
import { loadLitert, type RuntimeAddress } from './load-litert.ts';

/** Where the page has its own copies; no other host is asked. */
export interface LiveAddresses {
  runtime: RuntimeAddress;
  /** For browsers without relaxed SIMD. */
  compatibleRuntime: RuntimeAddress;
  detector: string;
  body: string;
}

/** Looks at pictures in the browser; nothing leaves the device. */
export interface LivePose {
  /** What the sitter should change next. */
  advise(photo: Photo, kind: PhotoKind): Promise<LiveAdvice>;
  /** What the gate will probably say of a photo, and a drawing of what was seen to lay over it. */
  inspect(
    photo: Photo,
    kind: PhotoKind,
  ): Promise<{ findings: readonly PhotoFinding[]; overlay: string | null }>;
}

/**
 * Loads MediaPipe Pose into a module worker.
 *
 * @throws what hinders it: no WebAssembly, no network, a policy
 * @example
 * const live = await createLivePose({ runtime: { script, wasm }, compatibleRuntime, detector, body });
 * const advice = await live.advise(photoOfPixels(context.getImageData(0, 0, width, height)), 'front');
 */
export async function createLivePose(addresses: LiveAddresses): Promise<LivePose> {
  const { runtime, compatibleRuntime, detector, body } = addresses;
  const fits = (await supportsFeature('relaxedSimd')) ? runtime : compatibleRuntime;
  const [litert, ...models] = await Promise.all([loadLitert(fits), download(detector), download(body)]);
  const networks = await loadNetworks(litert, models);
  return {
    async advise(photo, kind) {
      return liveAdvice({ kind, photo, pose: await detectPose(networks, photo) });
    },
    async inspect(photo, kind) {
      const pose = await detectPose(networks, photo);
      const findings = checkPhoto({ kind, photo, pose });
      if (!pose) return { findings, overlay: null };
      const outline = traceRings(pose.mask).map((ring) => Array.from(ring));
      const { width, height } = photo;
      return { findings, overlay: overlaySvg({ width, height, landmarks: pose.landmarks, outline }) };
    },
  };
}

async function download(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} for a model`);
  return new Uint8Array(await response.arrayBuffer());
}
