import type { Landmark, Photo, Point, SoftMask, WorldPoint } from '../types.ts';
import { type Crop, cropRound } from './crop.ts';
import { refinePoint } from './refine-points.ts';

/** Cells of a side of the landmark network's input (0 to 1) and of its mask. */
export const BODY_SIZE = 256;
const SIZE = BODY_SIZE;

/** What the landmark network answers of one crop. */
export interface BodyOutput {
  /** 39 × (x, y, z in cells of the input; logits of visibility and presence). */
  points: Float32Array;
  /** Probability that there is somebody. */
  score: number;
  /** Logits, 256×256. */
  mask: Float32Array;
  /** Logits, 64×64×39. */
  heat: Float32Array;
  /** 39 × (x, y, z), metres. */
  world: Float32Array;
}

/** Landmarks; what follows them in the output are auxiliary points: the hips' middle, and the circle round all. */
const LANDMARKS = 33;

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** The landmarks, in photo pixels. */
export function readLandmarks({ points, heat }: BodyOutput, crop: Crop): Landmark[] {
  return Array.from({ length: LANDMARKS }, (_, i) => {
    const value = (k: number): number => points[i * 5 + k] as number;
    return {
      ...readPoint(points, heat, crop, i),
      z: (value(2) / SIZE) * crop.side,
      visibility: sigmoid(value(3)),
      presence: sigmoid(value(4)),
    };
  });
}

/** Where to look next, by the auxiliary points. */
export function nextCrop(photo: Photo, { points, heat }: BodyOutput, crop: Crop): Crop | null {
  return cropRound(
    photo,
    readPoint(points, heat, crop, LANDMARKS),
    readPoint(points, heat, crop, LANDMARKS + 1),
  );
}

export function readWorld({ world }: BodyOutput): WorldPoint[] {
  return Array.from({ length: LANDMARKS }, (_, i) => ({
    x: world[i * 3] as number,
    y: world[i * 3 + 1] as number,
    z: world[i * 3 + 2] as number,
  }));
}

export function readMask({ mask }: BodyOutput, crop: Crop): SoftMask {
  return {
    width: SIZE,
    height: SIZE,
    probability: mask.map(sigmoid),
    left: crop.left,
    top: crop.top,
    step: crop.side / SIZE,
  };
}

function readPoint(points: Float32Array, heat: Float32Array, crop: Crop, i: number): Point {
  const [x, y] = refinePoint(heat, i, (points[i * 5] as number) / SIZE, (points[i * 5 + 1] as number) / SIZE);
  return { x: crop.left + x * crop.side, y: crop.top + y * crop.side };
}
