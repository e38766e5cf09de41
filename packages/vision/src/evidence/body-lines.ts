import { LANDMARK, type LandmarkName, type Side } from '../landmarks.ts';
import type { Landmark, Point } from '../types.ts';

/** Length of the fingers ÷ distance of wrist and knuckle. */
const FINGER = 1;

/** The middle lines of trunk, limbs and all, as x over rows. */
export interface BodyLines {
  /** Head, shoulders, hips, ankles. */
  axis(y: number): number;
  left: LimbLines;
  right: LimbLines;
}

export interface LimbLines {
  /** Undefined above the hip. */
  leg(y: number): number | undefined;
  /** Undefined outside the rows of the arm. */
  arm(y: number): number | undefined;
  wrist: Point;
}

/** Lines through a person's landmarks. */
export function bodyLines(landmarks: readonly Landmark[]): BodyLines {
  const at = (name: LandmarkName): Point => landmarks[LANDMARK[name]] as Point;
  const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const axis = [
    middle(at('leftEar'), at('rightEar')),
    middle(at('leftShoulder'), at('rightShoulder')),
    middle(at('leftHip'), at('rightHip')),
    middle(at('leftAnkle'), at('rightAnkle')),
  ];
  const limb = (side: Side): LimbLines => {
    const leg = [at(`${side}Hip`), at(`${side}Knee`), at(`${side}Ankle`)];
    const [wrist, index] = [at(`${side}Wrist`), at(`${side}Index`)];
    // the index point is its knuckle
    const tip = { x: index.x + FINGER * (index.x - wrist.x), y: index.y + FINGER * (index.y - wrist.y) };
    const arm = [at(`${side}Shoulder`), at(`${side}Elbow`), wrist, index, tip];
    return {
      leg: (y) => (y < (leg[0] as Point).y ? undefined : alongRows(leg, y)),
      arm: (y) =>
        y < Math.min(...arm.map((point) => point.y)) || y > Math.max(...arm.map((point) => point.y))
          ? undefined
          : alongRows(arm, y),
      wrist,
    };
  };
  return { axis: (y) => alongRows(axis, y), left: limb('left'), right: limb('right') };
}

/** x of a line of points at a row; before the first and behind the last it runs straight down. */
function alongRows(points: readonly Point[], y: number): number {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as Point, points[i] as Point];
    if ((y - a.y) * (y - b.y) <= 0 && a.y !== b.y) return a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
  }
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  return Math.abs(y - first.y) < Math.abs(y - last.y) ? first.x : last.x;
}
