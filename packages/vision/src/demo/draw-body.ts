import { drawPicture, type PaintLayer, type Rgb, type TriangleMesh, type Vec3 } from '@likeness/body';
import type { PhoneCamera } from './phone-camera.ts';

export interface BodyLook {
  colour: Rgb;
  layers: readonly PaintLayer[];
  /** Per vertex, see `skyVisibility`. */
  occlusion: Float32Array;
  /** Where the key light comes from: right, up, towards the camera. */
  light?: Vec3 | undefined;
}

/** Part of a picture with a body in it: RGBA, straight alpha, rows from the top. */
export interface DrawnPart {
  left: number;
  top: number;
  width: number;
  height: number;
  data: Uint8Array;
}

/** Rows drawn at a time: a large picture would need gigabytes at once. */
const BAND = 256;

/** Draws what a phone sees of a body, in bands from the top; nothing where the body is not. */
export function* drawBody(
  mesh: TriangleMesh,
  camera: PhoneCamera,
  look: BodyLook,
  samples: number,
): Generator<DrawnPart> {
  const { left, top, right, bottom } = boundsIn(mesh, camera);
  const width = right - left;
  if (width <= 0) return;
  for (let from = top; from < bottom; from += BAND) {
    const height = Math.min(BAND, bottom - from);
    const { colour, layers, occlusion, light } = look;
    const { data } = drawPicture(mesh, {
      width,
      height,
      camera: camera.part(left, from, width, height),
      colour,
      layers,
      occlusion,
      samples,
      light,
    });
    yield { left, top: from, width, height, data };
  }
}

/** The pixels that a body can touch. */
function boundsIn({ positions }: TriangleMesh, camera: PhoneCamera) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 3) {
    const at = camera.project([
      positions[i] as number,
      positions[i + 1] as number,
      positions[i + 2] as number,
    ]);
    if (!at) continue;
    left = Math.min(left, at.x);
    right = Math.max(right, at.x);
    top = Math.min(top, at.y);
    bottom = Math.max(bottom, at.y);
  }
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  return {
    left: within(Math.floor(left) - 1, camera.width),
    right: within(Math.ceil(right) + 1, camera.width),
    top: within(Math.floor(top) - 1, camera.height),
    bottom: within(Math.ceil(bottom) + 1, camera.height),
  };
}
