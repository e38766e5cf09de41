import { BodyError } from '../errors.ts';
import { type BodyFrame, extremes, type Support, supportOf } from '../measure/body-frame.ts';
import { nearestSurfacePoint } from '../mesh/surface-point.ts';
import { buildTopology } from '../mesh/topology.ts';
import type { Vec3 } from '../mesh/vec3.ts';
import type { SurfacePoint } from '../template/template.ts';

/** What a viewer knows of a file of ours, at its first level of detail and in the A-pose. */
export interface ModelBody {
  /** xyz of each drawn vertex, metres; those that the atlas splits lie in one place. */
  positions: Float32Array;
  triangles: ArrayLike<number>;
  /** Names without prefix, with the index of the parent (−1: none) and where the joint lies. */
  bones: readonly { name: string; parent: number; at: Vec3 }[];
  /** Four bones and weights a drawn vertex. */
  skinIndices: ArrayLike<number>;
  skinWeights: ArrayLike<number>;
  /** From the file's extras. */
  landmarks: Readonly<Record<string, Vec3>>;
}

/** A body to be measured: the welded vertices, and after them the joints, which nothing touches but chains. */
export interface ModelFrame {
  frame: BodyFrame;
  positions: Float32Array;
}

/**
 * Reads off a file what measuring needs to know, so that a body can be measured of which there is nothing else.
 * @throws {BodyError} `invalid_mesh` when a landmark or joint that is asked for is not in the file
 */
export function modelFrame(model: ModelBody): ModelFrame {
  const { kept, welded } = weld(model.positions);
  const triangles = Uint32Array.from(model.triangles, (vertex) => welded[vertex] as number);
  const count = kept.length;
  const positions = new Float32Array((count + model.bones.length) * 3);
  kept.forEach((vertex, i) => {
    positions.set(model.positions.subarray(vertex * 3, vertex * 3 + 3), i * 3);
  });
  model.bones.forEach(({ at }, b) => {
    positions.set(at, (count + b) * 3);
  });
  const skin = positions.subarray(0, count * 3);
  const landmark = landmarksOn({ positions: skin, triangles }, model.landmarks);
  return {
    positions,
    frame: {
      triangles,
      neighbours: buildTopology(triangles).neighbours,
      trunk: trunkOf(model, kept),
      ...extremes(skin),
      landmark,
      support: (name) => supportOf(triangles, landmark(name)),
      joint: (name) => jointOf(model, count, name),
    },
  };
}

/** One vertex of each place. */
function weld(positions: Float32Array): { kept: number[]; welded: Uint32Array } {
  const seen = new Map<string, number>();
  const kept: number[] = [];
  const welded = new Uint32Array(positions.length / 3);
  for (let v = 0; v < welded.length; v++) {
    const place = `${positions[v * 3]} ${positions[v * 3 + 1]} ${positions[v * 3 + 2]}`;
    const known = seen.get(place) ?? kept.length;
    if (known === kept.length) {
      seen.set(place, known);
      kept.push(v);
    }
    welded[v] = known;
  }
  return { kept, welded };
}

function trunkOf({ bones, skinIndices, skinWeights }: ModelBody, kept: readonly number[]): Float32Array {
  const arm: boolean[] = [];
  bones.forEach(({ name, parent }) => {
    arm.push(name === 'LeftArm' || name === 'RightArm' || arm[parent] === true);
  });
  return Float32Array.from(kept, (vertex) => {
    let [onArm, all] = [0, 0];
    for (let k = vertex * 4; k < vertex * 4 + 4; k++) {
      const weight = skinWeights[k] as number;
      all += weight;
      if (arm[skinIndices[k] as number]) onArm += weight;
    }
    return 1 - onArm / all;
  });
}

function jointOf({ bones }: ModelBody, count: number, name: string): Support {
  const b = bones.findIndex((bone) => bone.name === name);
  if (b < 0) throw new BodyError('invalid_mesh', `The file has no bone ${name}.`);
  return { vertices: [count + b], weights: [1] };
}

type Mesh = { positions: Float32Array; triangles: Uint32Array };

/** The points of the surface where the file says that landmarks lie, each looked for when it is first needed. */
function landmarksOn(mesh: Mesh, places: ModelBody['landmarks']): (name: string) => SurfacePoint {
  const found = new Map<string, SurfacePoint>();
  return (name) => {
    const known = found.get(name);
    if (known) return known;
    const place = places[name];
    if (!place) throw new BodyError('invalid_mesh', `The file has no landmark ${name}.`);
    const near = trianglesNear(mesh, place);
    const corners = Uint32Array.from(
      [...near].flatMap((t) => [...mesh.triangles.subarray(t * 3, t * 3 + 3)]),
    );
    const { triangle, weights } = nearestSurfacePoint(
      { positions: mesh.positions, triangles: corners },
      place,
    );
    const point = { triangle: near[triangle] as number, weights };
    found.set(name, point);
    return point;
  };
}

/** Landmarks are nearer than this to a vertex, metres: a triangle is a centimetre or two wide. */
const NEAR = 0.03;

function trianglesNear({ positions, triangles }: Mesh, [x, y, z]: Vec3): number[] {
  const near: number[] = [];
  for (let i = 0; i < triangles.length; i++) {
    const at = (triangles[i] as number) * 3;
    const dx = (positions[at] as number) - x;
    const dy = (positions[at + 1] as number) - y;
    const dz = (positions[at + 2] as number) - z;
    if (dx * dx + dy * dy + dz * dz > NEAR * NEAR) continue;
    near.push((i / 3) | 0);
    i += 2 - (i % 3);
  }
  return near;
}
