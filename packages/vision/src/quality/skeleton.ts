import { LANDMARK, type LandmarkName, type Side } from '../landmarks.ts';
import type { Landmark, Point, Pose, WorldPoint } from '../types.ts';

/** Points of which there is one on each side. */
export type PairedName = {
  [Name in LandmarkName]: Name extends `${Side}${infer Paired}` ? Paired : never;
}[LandmarkName];

/** A pose's landmark by name. */
export function landmark({ landmarks }: Pose, name: LandmarkName): Landmark {
  return landmarks[LANDMARK[name]] as Landmark;
}

/** The same in metres from the hips. */
export function worldPoint({ world }: Pose, name: LandmarkName): WorldPoint {
  return world[LANDMARK[name]] as WorldPoint;
}

/** The point between left and right, pixels. */
export function middle(pose: Pose, name: PairedName): Point {
  const [a, b] = [landmark(pose, `left${name}`), landmark(pose, `right${name}`)];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** How surely one of the two is seen. */
export function seen(pose: Pose, name: PairedName): number {
  return Math.max(landmark(pose, `left${name}`).visibility, landmark(pose, `right${name}`).visibility);
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The angle at `b` between `a` and `c`, radians. */
export function angleAt(a: WorldPoint, b: WorldPoint, c: WorldPoint): number {
  const [ux, uy, uz] = [a.x - b.x, a.y - b.y, a.z - b.z];
  const [vx, vy, vz] = [c.x - b.x, c.y - b.y, c.z - b.z];
  const cosine = (ux * vx + uy * vy + uz * vz) / (Math.hypot(ux, uy, uz) * Math.hypot(vx, vy, vz) || 1);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}

/** Of a line from upper to lower point against the vertical, radians; 0 upright, π upside down. */
export function leanOf(upper: Point, lower: Point): number {
  return Math.abs(Math.atan2(lower.x - upper.x, lower.y - upper.y));
}

/**
 * How far the body is turned from facing the camera, radians from 0 (facing) over π/2 (profile) to π (from behind),
 * by its shoulders and hips in metres.
 */
export function yawOf(pose: Pose): number {
  let [x, z] = [0, 0];
  for (const name of ['Shoulder', 'Hip'] as const) {
    const [left, right] = [worldPoint(pose, `left${name}`), worldPoint(pose, `right${name}`)];
    x += left.x - right.x;
    z += left.z - right.z;
  }
  return Math.abs(Math.atan2(z, x));
}
