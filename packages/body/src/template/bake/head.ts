import {
  capsule,
  clamp,
  ellipsoid,
  FAR,
  type Field,
  mix,
  ridge,
  smoothMax,
  smoothMin,
  smoothstep,
  tiltedEllipsoid,
  type Vec3,
} from './fields.ts';
import { generalisedCylinder, type Station } from './generalised-cylinder.ts';
import { type BodyParameters, fatOf } from './parameters.ts';
import type { Proportions } from './proportions.ts';
import { FACE, mixedRows } from './stations.ts';

/**
 * The head in its own frame: centimetres of a man's head, y from the chin, z = 0 at the ear. Its places are
 * those of an average adult: eyes half way up (11.4), nose 8.2, mouth 4.9; brow 9.6 in front of the ear, nose
 * tip 11.9, chin 9.9. The eyes are open as a statue's are: lids round a ball, no iris.
 */
export const HEAD_PLACES = {
  eye: [3.15, 11.3, 7.35] as Vec3,
  eyeRadius: 1.3,
  noseTip: [0, 8.1, 11.3] as Vec3,
  mouth: [0, 4.95, 9.9] as Vec3,
  ear: [7.3, 10.5, -0.6] as Vec3,
  top: 22.9,
};

function makeEye(s: number): Field {
  const [ex, ey, ez] = HEAD_PLACES.eye;
  const r = HEAD_PLACES.eyeRadius;
  const open = mix(0.56, 0.68, s);
  return (x, y, z) => {
    const px = x - ex;
    const py = y - ey;
    const pz = z - ez;
    const d = Math.sqrt(px * px + py * py + pz * pz);
    if (d > 4) return FAR;
    const ball = d - r;
    // The slit: an almond, its outer corner a little higher; lids are a shell outside it.
    const along = clamp(px / 1.62, -1, 1);
    const arch = Math.sqrt(Math.max(0, 1 - along * along));
    const line = 0.09 * along;
    const upper = line + open * arch;
    const lower = line - open * 0.72 * arch;
    const slit = Math.max(py - upper, lower - py);
    const lid = d - (r + 0.27);
    const shell = smoothMax(lid, -slit, 0.1);
    return smoothMin(ball, shell, 0.05);
  };
}

function makeNose(s: number): Field {
  const bridge: [Vec3, Vec3] = [
    [0, 11.5, mix(8.75, 8.65, s)],
    [0, 8.6, mix(10.35, 10.05, s)],
  ];
  const tip: Vec3 = [0, mix(8.05, 8.2, s), mix(10.5, 10.15, s)];
  const wing: Vec3 = [mix(1.05, 0.92, s), mix(7.65, 7.75, s), mix(9.55, 9.35, s)];
  const side: [Vec3, Vec3] = [
    [0.35, 11, 8.4],
    [mix(0.95, 0.85, s), 8.1, 9],
  ];
  return (x, y, z) => {
    let f = capsule(x, y, z, bridge[0], bridge[1], mix(0.56, 0.48, s), mix(0.72, 0.64, s));
    f = smoothMin(f, capsule(x, y, z, side[0], side[1], 0.7, 0.85), 0.9);
    f = smoothMin(f, ellipsoid(x, y, z, tip, [mix(0.9, 0.78, s), mix(0.78, 0.7, s), 0.9]), 0.7);
    f = smoothMin(f, ellipsoid(x, y, z, wing, [mix(0.66, 0.58, s), mix(0.62, 0.56, s), 0.9]), 0.5);
    return smoothMin(f, capsule(x, y, z, [0, 7.5, 10], [0, 7, 9.2], 0.45, 0.6), 0.7);
  };
}

/** Of the ear's leaf: [thickness, height, breadth] halved, and its turn against the head. */
const EAR = { radii: [0.62, 3.05, 1.8] as Vec3, turn: [-0.2, 0.36, -0.04] as Vec3 };

/** How far the outer face of the ear lies below the leaf's, at a height and a place from back (−) to front. */
function earRelief(up: number, forward: number): number {
  const edge = Math.hypot(up / 3.05, forward / 1.8);
  const hollow = 0.36 * (1 - smoothstep(0.6, 0.86, edge)) * smoothstep(-2.3, -1.3, up);
  const bowl = 0.42 * Math.exp(-(((up + 0.45) / 0.95) ** 2) - ((forward - 0.3) / 0.62) ** 2);
  const inner =
    0.3 * Math.exp(-(((forward + 0.5 + 0.08 * (up - 0.2) ** 2) / 0.34) ** 2)) * smoothstep(-1.8, -1, up);
  const tragus = 0.5 * Math.exp(-(((up + 0.5) / 0.55) ** 2) - ((forward - 1.35) / 0.4) ** 2);
  return hollow + bowl - inner * (1 - smoothstep(1.6, 2.3, up)) - tragus;
}

function makeEar(): Field {
  const [ex, ey, ez] = HEAD_PLACES.ear;
  const leafAt: Vec3 = [ex + 0.42, ey, ez - 0.3];
  const leaf = tiltedEllipsoid(leafAt, EAR.radii, EAR.turn);
  const [cx, sx] = [Math.cos(EAR.turn[0]), Math.sin(EAR.turn[0])];
  const [cy, sy] = [Math.cos(EAR.turn[1]), Math.sin(EAR.turn[1])];
  return (x, y, z) => {
    if (x < 5) return FAR;
    let f = leaf(x, y, z);
    // The root: without it a tunnel would lead behind the ear.
    f = smoothMin(
      f,
      capsule(x, y, z, [ex - 0.3, ey + 1.7, ez - 0.7], [ex - 0.75, ey - 2.3, ez - 0.1], 1, 1),
      0.8,
    );
    if (f > 2) return f;
    const [px, py, pz] = [x - leafAt[0], y - leafAt[1], z - leafAt[2]];
    const up = cx * py + sx * pz;
    const across = -sx * py + cx * pz;
    const out = cy * px - sy * across;
    return f + earRelief(up, sy * px + cy * across) * smoothstep(-0.35, 0.15, out);
  };
}

/** Adds what is drawn on the face after its masses are joined: brow, folds, lips. */
function drawFace(s: number, f0: number, x: number, y: number, z: number): number {
  if (z < 4) return f0;
  let f = f0;
  f += 0.05 * ridge(x, y, z, [0, 6.5, 10], [0, 6, 10], 0.5); // groove above the lip
  f += 0.13 * ridge(x, y, z, [2.2, 12.3, 9], [4.2, 12.3, 8.2], 0.34); // fold of the upper lid
  f += 0.2 * ridge(x, y, z, [0.5, 7, 10.25], [0.7, 7.05, 9.8], 0.34); // nostril
  f += 0.07 * ridge(x, y, z, [1.65, 7.9, 9.2], [1.6, 7.2, 9], 0.4); // behind the wing of the nose
  f += 0.05 * ridge(x, y, z, [2.3, 7, 9], [3.1, 5.2, 8.4], 0.6); // from nose to mouth
  f -= 0.12 * mix(1, 0.2, s) * ridge(x, y, z, [1.2, 13, 9.5], [4, 13.3, 8.5], 0.9); // brow
  return f;
}

function makeMouth(s: number, fat: number): Field {
  const full = mix(0.9, 1.18, s);
  // Full cheeks carry the lips forward, the corners more than the middle, or they would close over them.
  const z = mix(9.55, 9.45, s) + 0.14 * fat;
  const back = 1.1 - 0.26 * fat;
  const wide = mix(2.6, 2.5, s);
  return (x, y, zz) => {
    if (zz < 6 || y > 8 || y < 2) return FAR;
    // Upper lip: from the bow outward and down; lower lip fuller in the middle.
    let f = capsule(x, y, zz, [0.1, 5.4, z + 0.05], [wide - 0.3, 5.02, z - back], 0.5 * full, 0.22);
    f = smoothMin(
      f,
      capsule(x, y, zz, [0, 4.45, z - 0.02], [wide - 0.6, 4.82, z - back + 0.1], 0.6 * full, 0.24),
      0.1,
    );
    return f;
  };
}

export function makeHead(p: BodyParameters, at: Proportions): Field {
  const s = p.sex;
  const { heavy, obese, slim } = fatOf(p.weight);
  const full = 0.5 * heavy + 0.6 * obese - 0.25 * slim;
  const rows = mixedRows(FACE, s).map(([y, half, zFront, zBack, zMid, n]): Station => {
    const cheeks = full * (Math.exp(-(((y! - 3.4) / 3.2) ** 2)) + 0.3 * Math.exp(-(((y! - 0.4) / 1.6) ** 2)));
    return [
      y!,
      0,
      zMid!,
      half! + cheeks,
      half! + cheeks,
      zFront! - zMid! + 0.15 * cheeks,
      zMid! - zBack!,
      n!,
    ];
  });
  const mask = generalisedCylinder(rows, 1.2);
  const eye = makeEye(s);
  const nose = makeNose(s);
  const ear = makeEar();
  const mouth = makeMouth(s, full);
  const k = at.headScale;
  // It begins in the middle: begun beside it, its image would leave a cleft in the chin.
  const jaw: [Vec3, Vec3] = [
    [0, 1.5, mix(7.2, 7.1, s)],
    [mix(4.75, 4, s), mix(4.1, 4.6, s), 0.6],
  ];
  const cheek: Vec3 = [mix(3.95, 3.8, s) + 0.3 * full, 6, mix(4.5, 4.7, s)];
  return (gx, gy, gz) => {
    const x = gx / k;
    const y = (gy - at.chinY) / k;
    const z = gz / k;
    if (y < -10 || y > 32) return FAR;
    let f = mask.distance(y, x, z);
    f = smoothMin(f, ellipsoid(x, y, z, [0, 14.6, -0.2], [7.55, 8.35, 9.65]), 2.2);
    f = smoothMin(f, ellipsoid(x, y, z, [0, 11.8, -3.2], [6.7, 6.6, 6.4]), 2);
    f = smoothMin(f, capsule(x, y, z, jaw[0], jaw[1], mix(1.1, 1.35, s) + 0.3 * full, 1.1 + 0.6 * full), 2.6);
    f = smoothMin(f, ellipsoid(x, y, z, cheek, [1.9, 2.7, 2.4 + 0.4 * full]), 2.6);
    f = smoothMin(f, ellipsoid(x, y, z, [4.4, 8.6, mix(5.3, 5.5, s)], [1.6, mix(1.6, 1.8, s), 2.1]), 2.6);
    f = smoothMin(
      f,
      ellipsoid(x, y, z, [0, 1.4, mix(8.2, 7.9, s)], [mix(1.75, 1.3, s) + 0.45 * full, 1.3, 1.2]),
      1.6,
    );
    // Double chin.
    if (full > 0.05)
      f = smoothMin(f, ellipsoid(x, y, z, [0, -0.1, 4.4], [4.3, 1.7 + 0.55 * full, 3.7 + 0.4 * full]), 2.6);
    if (z > 2) {
      // Sockets: hollow on both sides of the bridge, under the brow.
      f += mix(0.8, 0.66, s) * ridge(x, y, z, [2.5, 11.6, 9.8], [3.9, 11.5, 9.2], 1.45);
      f += 0.35 * ridge(x, y, z, [1.5, 11.3, 9.9], [1.5, 11.8, 9.9], 0.85);
      f = smoothMin(f, eye(x, y, z), 0.45);
      f = smoothMin(f, nose(x, y, z), 1.0);
      f = smoothMin(f, mouth(x, y, z), 0.6);
      const line = ridge(x, y, z, [0, 4.93, 10.2], [mix(2.5, 2.35, s), 4.98, 8.9], 0.27);
      f += 0.26 * line;
      f += 0.22 * ridge(x, y, z, [0, 3.3, 9.6], [1, 3.45, 9.3], 0.8);
      f = drawFace(s, f, x, y, z);
    }
    f += 0.3 * ridge(x, y, z, [7, 12.7, 5], [7.1, 13.3, 4.5], 1.9); // temple
    f +=
      0.06 *
      (1 - s * 0.6) *
      (1 - smoothstep(0, 0.4, full)) *
      ridge(x, y, z, [5.2, 5.6, 5], [4.8, 6.6, 5.8], 1.9);
    return smoothMin(f, ear(x, y, z), 0.5) * k;
  };
}
