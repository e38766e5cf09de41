import { LANDMARK, type LandmarkName, SIDES } from '../landmarks.ts';
import type { Photo, Point, Pose, SoftMask } from '../types.ts';
import type { Box } from './person-box.ts';

/** Points that say what is wanted and what is not; photo pixels. */
export interface PromptPoints {
  inside: Point[];
  outside: Point[];
}

/** The points that lie well within a body. */
const WITHIN: readonly LandmarkName[] = [
  'nose',
  ...(['Shoulder', 'Elbow', 'Wrist', 'Hip', 'Knee', 'Ankle'] as const).flatMap((part) =>
    SIDES.map((side) => `${side}${part}` as const),
  ),
];
const SEEN = 0.5;
/** Of the coarse mask: a landmark above it is on the body, a place below it is beside. */
const PERSON = 0.5;
const BACKGROUND = 0.02;

/**
 * What a promptable network is told of a person: the landmarks that are seen and lie within the coarse mask, and
 * places on the edge of the box that surely lie outside.
 */
export function promptPoints(photo: Photo, { landmarks, mask }: Pose, box: Box): PromptPoints {
  const inside = WITHIN.flatMap((name) => {
    const landmark = landmarks[LANDMARK[name]];
    if (landmark === undefined || landmark.visibility < SEEN) return [];
    const { x, y } = landmark;
    const seen = x >= 0 && y >= 0 && x < photo.width && y < photo.height;
    return seen && probabilityAt(mask, { x, y }) > PERSON ? [{ x, y }] : [];
  });
  const across = [0.02, 0.5, 0.98].map((share) => box.left + share * (box.right - box.left));
  const down = [0.02, 0.35, 0.65, 0.98].map((share) => box.top + share * (box.bottom - box.top));
  const edge = down.flatMap((y, row) =>
    across.filter((_, column) => column !== 1 || row === 0 || row === 3).map((x) => ({ x, y })),
  );
  return { inside, outside: edge.filter((point) => probabilityAt(mask, point) < BACKGROUND) };
}

/** Beyond the mask there is nobody. */
function probabilityAt(mask: SoftMask, { x, y }: Point): number {
  const u = Math.floor((x - mask.left) / mask.step);
  const v = Math.floor((y - mask.top) / mask.step);
  if (u < 0 || v < 0 || u >= mask.width || v >= mask.height) return 0;
  return mask.probability[v * mask.width + u] as number;
}
