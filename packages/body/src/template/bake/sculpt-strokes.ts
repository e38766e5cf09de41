import type { Arm } from './arm.ts';
import { clamp, type Field, mix, type Vec3 } from './fields.ts';
import { type BodyParameters, fatOf } from './parameters.ts';
import type { Proportions } from './proportions.ts';
import type { Torso } from './torso.ts';

/**
 * What lies under skin: furrows, tendons, points of bone, muscles. Each stroke is a segment with a bell-shaped
 * profile that raises (or, negative, sinks) the surface. Fat hides most of them; muscle brings them out.
 */
interface Stroke {
  a: Vec3;
  b: Vec3;
  sigma: number;
  height: number;
}

export function makeStrokes(p: BodyParameters, at: Proportions, torso: Torso, arm: Arm): Stroke[] {
  const s = p.sex;
  const m = p.muscle;
  const { heavy, obese, slim, more } = fatOf(p.weight);
  const strokes: Stroke[] = [];
  const add = (a: Vec3, b: Vec3, sigma: number, height: number): void => {
    if (Math.abs(height) > 0.01) strokes.push({ a, b, sigma, height });
  };
  const size = mix(1, 0.93, s);
  const seen = clamp(1 + 0.9 * m - 0.75 * more, 0.1, 2.2);
  const bony = clamp(1 - 0.6 * heavy - 0.4 * obese + 0.35 * slim, 0, 1.4);
  const Y = torso.levelY;
  const front = (level: number, x: number, dz = 0): Vec3 => [x, Y(level), torso.frontZ(level, x) + dz];
  const back = (level: number, x: number, dz = 0): Vec3 => [x, Y(level), torso.backZ(level, x) + dz];
  const shoulder = arm.joint;

  add([0, at.shoulderY + 3, torso.frontZ(0.96, 0)], front(0.66, 0), 1.9 * size, -0.4 * mix(1, 0.6, s) * seen);
  add(
    [2.2, at.acromionY - 0.9, torso.frontZ(0.97, 2) + 1.2],
    [shoulder[0] * 0.85, at.acromionY + 1, shoulder[2] + 1.2],
    1.2,
    0.4 * bony,
  );
  add(
    [0, at.acromionY - 0.4, torso.frontZ(0.99, 0) + 1.4],
    [0, at.acromionY + 0.4, torso.frontZ(0.99, 0) + 1.2],
    1.2,
    -0.65 * bony,
  );
  add(front(0.62, 0), front(0.38, 0), 1.5, -0.22 * seen); // linea alba
  const navel = (at.navelY - at.crotch) / (at.acromionY - at.crotch);
  add(front(navel, 0), front(navel - 0.005, 0), 0.6 + 0.3 * obese, -0.8 - 0.3 * more);
  add(front(0.6, 4.6 * size), front(0.32, 4.2 * size), 2.4, 0.34 * seen); // rectus
  add(front(0.63, 4), front(0.52, 10.5 * size), 1.8, 0.2 * seen); // costal arch
  add(front(0.22, 10.8 * size), [3.5, Y(0.03), torso.frontZ(0.08, 3.5) - 0.8], 1.9, -0.4 * mix(1, 0.6, s)); // groin
  add(front(0.28, 13 * size), front(0.32, 12 * size), 2.4, 0.2 * bony); // iliac crest
  add(back(0.92, 0), back(0.28, 0), 2.4, -0.75 * mix(1, 0.8, s) * clamp(1 - 0.25 * more, 0.4, 1.3)); // spine
  add(back(0.56, 3.9), back(0.22, 3.4), 2.6, 0.36 * clamp(1 - 0.4 * more, 0, 1)); // erectors
  add(back(0.73, 9.6 * size), back(0.9, 7.8 * size), 2.2, 0.5 * bony); // scapula, inner and upper edge
  add(back(0.86, 8 * size), [shoulder[0] * 0.95, shoulder[1] + 1.5, shoulder[2] - 4.5], 2, 0.36 * bony);
  add(
    [at.shoulderX * 0.86, Y(0.72), -6],
    [at.shoulderX * 0.7, Y(0.5), -6.5],
    3.2,
    0.5 * seen * mix(1, 0.4, s),
  );
  add(back(0.2, 3.6), back(0.205, 3.6), 1.2, -0.3 * clamp(1 - more, 0, 1)); // dimples
  add([3.2, at.crotch - 1.2, -10.4], [11, at.crotch + 0.2, -10], 1.3, -0.5 + 0.15 * more); // gluteal fold
  addRolls(add, torso, heavy, obese);
  addLegStrokes(add, p, at, seen, bony);
  addArmStrokes(add, arm, s, seen, bony);
  return strokes;
}

type Add = (a: Vec3, b: Vec3, sigma: number, height: number) => void;

/** Folds of a very heavy body: soft rolls on back and flank, the crease under the belly. */
function addRolls(add: Add, torso: Torso, heavy: number, obese: number): void {
  const roll = 0.35 * heavy + 0.65 * obese;
  if (roll < 0.05) return;
  for (const [level, drop, depth] of [
    [0.66, 0.06, 0.9],
    [0.5, 0.05, 1],
    [0.36, 0.03, 0.7],
  ] as const) {
    const y = torso.levelY(level);
    const inner: Vec3 = [3.5, y, torso.backZ(level, 3.5)];
    const outer: Vec3 = [13.5, torso.levelY(level - drop), torso.backZ(level - drop, 13.5)];
    add(inner, outer, 2, -0.55 * roll * depth);
    const above: Vec3 = [5, torso.levelY(level + 0.06), torso.backZ(level + 0.06, 5)];
    const beyond: Vec3 = [13, torso.levelY(level + 0.06 - drop), torso.backZ(level + 0.06 - drop, 13)];
    add(above, beyond, 3, 0.4 * roll * depth);
  }
}

function addLegStrokes(add: Add, p: BodyParameters, at: Proportions, seen: number, bony: number): void {
  const { heavy, obese } = fatOf(p.weight);
  const kx = mix(9.95, 9.3, p.sex) + 0.7 * heavy + 1 * obese;
  const ax = at.ankleX + 0.5 * heavy + 0.6 * obese;
  const ky = at.kneeY;
  const ay = at.ankleY;
  const cap = clamp(0.3 + 0.7 * bony, 0.25, 1.2);
  add([kx - 0.2, ky + 0.8, 6], [kx - 0.2, ky - 0.6, 5.9], 1.9, 0.5 * cap); // kneecap
  add([kx, ky - 4.5, 5], [kx, ky - 4, 5], 1.3, 0.28 * cap); // shin's head
  add([kx - 3.2, ky + 4.2, 5.2], [kx - 3.4, ky + 9, 5.6], 2.6, 0.55 * seen);
  add([kx + 3.4, ky + 7, 5], [kx + 3.2, ky + 13, 6], 2.8, 0.35 * seen);
  add([kx, ky + 0.5, -6], [kx, ky - 2, -6], 1.8, -0.32); // hollow of the knee
  add([kx - 2.6, ky * 0.76, -7.2], [kx - 2.6, ky * 0.62, -7], 2.4, 0.5 * seen);
  add([kx + 2.6, ky * 0.8, -7], [kx + 2.7, ky * 0.68, -7], 2.3, 0.4 * seen);
  const malleolus = clamp(0.4 + 0.6 * bony, 0.3, 1.1);
  add([ax - 3.3, ay + 0.9, -3.2], [ax - 3.3, ay + 0.4, -3.2], 1.15, 0.7 * malleolus);
  add([ax + 3.4, ay - 0.2, -4.2], [ax + 3.4, ay - 0.7, -4.2], 1.1, 0.7 * malleolus);
  add([ax - 2.4, ay + 2, -6.6], [ax - 2.3, ay - 1, -6.8], 1.2, -0.45); // beside the tendon
  add([ax + 2.4, ay + 2, -6.8], [ax + 2.4, ay - 1, -7], 1.2, -0.45);
}

function addArmStrokes(add: Add, arm: Arm, s: number, seen: number, bony: number): void {
  const k = arm.scale;
  const q = (t: number, out: number, w: number): Vec3 => arm.point(t * k, out * k, w * k);
  const soft = mix(1, 0.5, s) * seen;
  add(q(11, 0, 5.6), q(19, 0, 5.3), 2.6, 0.45 * soft); // biceps
  add(q(8, 0, -5.6), q(18, 0.5, -5.2), 2.7, 0.45 * soft); // triceps
  add(q(1, 5.4, 2), q(7, 5.2, 0.5), 3, 0.4 * seen * mix(1, 0.6, s)); // deltoid
  add(q(13.8, 4.8, 0.3), q(14.5, 4.7, 0.3), 1.7, -0.3 * seen * mix(1, 0.6, s));
  add(q(29.5, 0.6, -4.2), q(30.5, 0.6, -4), 1.2, 0.35 * clamp(bony, 0.3, 1)); // elbow
  add(q(32, 3.8, 1.6), q(37, 3.6, 2), 2, 0.3 * seen);
  add(q(54, 1.6, 0.6), q(54.5, 1.6, 0.4), 1, 0.28 * bony); // wrist bone
}

const CELL = 8;

/** All strokes as one field of heights. A coarse grid of lists keeps the cost per point to the few in reach. */
export function strokeField(strokes: readonly Stroke[]): Field {
  const lists = new Map<number, Stroke[]>();
  const key = (i: number, j: number, k: number): number => (i + 64) * 65536 + (j + 64) * 256 + (k + 64);
  for (const stroke of strokes) {
    const reach = 3 * stroke.sigma;
    const range = [0, 1, 2].map((c) => [
      Math.floor((Math.min(stroke.a[c]!, stroke.b[c]!) - reach) / CELL),
      Math.floor((Math.max(stroke.a[c]!, stroke.b[c]!) + reach) / CELL),
    ]);
    for (let i = range[0]![0]!; i <= range[0]![1]!; i++) {
      for (let j = range[1]![0]!; j <= range[1]![1]!; j++) {
        for (let k = range[2]![0]!; k <= range[2]![1]!; k++) {
          const list = lists.get(key(i, j, k));
          if (list) list.push(stroke);
          else lists.set(key(i, j, k), [stroke]);
        }
      }
    }
  }
  return (x, y, z) => {
    const list = lists.get(key(Math.floor(x / CELL), Math.floor(y / CELL), Math.floor(z / CELL)));
    if (!list) return 0;
    let sum = 0;
    for (const { a, b, sigma, height } of list) {
      const bx = b[0] - a[0];
      const by = b[1] - a[1];
      const bz = b[2] - a[2];
      const px = x - a[0];
      const py = y - a[1];
      const pz = z - a[2];
      const length = bx * bx + by * by + bz * bz;
      const h = length < 1e-9 ? 0 : clamp((px * bx + py * by + pz * bz) / length, 0, 1);
      const qx = px - bx * h;
      const qy = py - by * h;
      const qz = pz - bz * h;
      const q = (qx * qx + qy * qy + qz * qz) / (sigma * sigma);
      if (q > 9) continue;
      // Long strokes run out softly at their ends.
      const e = 2 * h - 1;
      const u = e * e;
      const taper = length > 12 * sigma * sigma ? 1 - 0.75 * u * u * (3 - 2 * u) : 1;
      sum += height * taper * (Math.exp(-q) - Math.exp(-9));
    }
    return sum;
  };
}
