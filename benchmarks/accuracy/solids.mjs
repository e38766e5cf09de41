// (a) Solids whose girths have a formula, measured by the package's tape and by the second tape of test-kit.
import {
  cone,
  cylinder,
  ellipseGirth,
  ellipsoid,
  moved,
  secondTape,
  together,
} from '@likeness/test-kit/bodies';
import { girthOf, loopAround } from '../../packages/body/dist/measure/girth.js';
import { sliceSurface, surfaceOf } from '../../packages/body/dist/measure/loop.js';
import { planeThrough } from '../../packages/body/dist/measure/plane.js';

/** Metres. Sizes are those of trunks and limbs; each is cut at several levels, the tilted ones square to a line. */
function cases() {
  const list = [];
  for (const [rx, rz] of [
    [0.05, 0.05],
    [0.09, 0.07],
    [0.18, 0.12],
    [0.24, 0.21],
  ]) {
    for (const y of [0.213, 0.513, 0.777]) {
      list.push({ shape: 'cylinder', solid: cylinder(rx, rz, 1), y, girth: ellipseGirth(rx, rz) });
    }
    const stretched = Math.hypot(1, 0.3);
    list.push({
      shape: 'cylinder, slanted cut',
      solid: cylinder(rx, rz, 1),
      y: 0.5,
      along: [0.3, 1, 0],
      girth: ellipseGirth(rx * stretched, rz),
    });
  }
  for (const [bottom, top] of [
    [0.2, 0.1],
    [0.12, 0.05],
    [0.09, 0.16],
  ]) {
    for (const y of [0.25, 0.5, 0.81]) {
      const radius = bottom + (top - bottom) * y;
      list.push({ shape: 'cone', solid: cone(bottom, top, 1), y, girth: 2 * Math.PI * radius });
    }
  }
  for (const [rx, ry, rz] of [
    [0.2, 0.5, 0.15],
    [0.16, 0.4, 0.16],
    [0.28, 0.5, 0.26],
  ]) {
    for (const part of [0.35, 0.5, 0.7]) {
      const level = Math.sqrt(1 - (2 * part - 1) ** 2);
      const girth = ellipseGirth(rx * level, rz * level);
      list.push({ shape: 'ellipsoid', solid: ellipsoid(rx, ry, rz), y: 2 * ry * part, girth });
    }
  }
  const arm = moved(cylinder(0.05, 0.05, 0.8), 0, 1, [0.4, 0.1, 0]);
  const trunk = together(cylinder(0.2, 0.14, 1), arm, moved(arm, 0, 1, [-0.8, 0, 0]));
  list.push({ shape: 'trunk between arms', solid: trunk, y: 0.5, girth: ellipseGirth(0.2, 0.14) });
  return list;
}

function ours({ solid, y, along = [0, 1, 0] }) {
  const plane = planeThrough([0, y, 0], along);
  const loop = loopAround(sliceSurface(surfaceOf(solid), plane), plane, [0, y, 0]);
  return girthOf(loop, plane).hull * 100;
}

/** The second tape takes whole bodies: every landmark is put at the cut, and the neck's girth is read. */
function second({ solid, y, along = [0, 1, 0] }) {
  const { positions, triangles } = solid;
  const triple = (array, at) => [array[at * 3], array[at * 3 + 1], array[at * 3 + 2]];
  const found = secondTape({
    points: Array.from({ length: positions.length / 3 }, (_, at) => triple(positions, at)),
    faces: Array.from({ length: triangles.length / 3 }, (_, at) => triple(triangles, at)),
    armShare: Array.from({ length: positions.length / 3 }, () => 0),
    joints: {
      get: (name) =>
        /Head|Leg$|Foot|ForeArm|Hand/.test(name) ? along.map((v, i) => v + [0, y, 0][i]) : [0, y, 0],
    },
    landmarks: { get: () => [0, y, 0] },
  });
  return found.neck;
}

/** One row a solid; all in cm. */
export function measureSolids() {
  return cases().map((one) => {
    const girth = one.girth * 100;
    return {
      shape: one.shape,
      girth,
      ourError: ours(one) - girth,
      secondTapeError: second(one) - girth,
    };
  });
}
