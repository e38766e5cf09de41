import { BodyError } from '../errors.ts';
import { evenSkin, WEIGHT_PARTS } from '../mesh/even-skin.ts';
import { buildTopology } from '../mesh/topology.ts';
import type { BodyTemplate, SurfacePoint } from '../template/template.ts';

/** A place on a shape as a weighted mean of vertices, so that it follows every change. */
export interface Support {
  vertices: readonly number[];
  weights: readonly number[];
}

/** What measuring needs to know of a template beside the vertices; made once, then shared by all shapes. */
export interface BodyFrame {
  triangles: Uint32Array;
  neighbours: Int32Array;
  /** How much each vertex belongs to the trunk rather than an arm, 0 to 1. */
  trunk: Float32Array;
  /** Vertices that may be the lowest or the highest in some shape. */
  low: Uint32Array;
  high: Uint32Array;
  landmark(name: string): SurfacePoint;
  /** The place of a landmark. */
  support(name: string): Support;
  /** The joint at the head of a bone. */
  joint(name: string): Support;
}

const frames = new WeakMap<BodyTemplate, BodyFrame>();

/** The frame of a template. @throws {BodyError} `invalid_template` when a landmark or bone asked for is missing */
export function bodyFrame(template: BodyTemplate): BodyFrame {
  const known = frames.get(template);
  if (known) return known;
  const { triangles, landmarks, bones } = template;
  const landmark = (name: string): SurfacePoint => {
    const point = landmarks[name];
    if (!point) throw new BodyError('invalid_template', `The template has no landmark ${name}.`);
    return point;
  };
  const fresh: BodyFrame = {
    triangles,
    neighbours: buildTopology(triangles).neighbours,
    trunk: trunkVertices(template),
    ...extremes(template.positions),
    landmark,
    support: (name) => supportOf(triangles, landmark(name)),
    joint: (name) => {
      const bone = bones.find((candidate) => candidate.name === name);
      if (!bone) throw new BodyError('invalid_template', `The template has no bone ${name}.`);
      return {
        vertices: bone.head.map((part) => part.vertex),
        weights: bone.head.map((part) => part.weight),
      };
    },
  };
  frames.set(template, fresh);
  return fresh;
}

/** The corners of a surface point with their weights. */
export function supportOf(triangles: Uint32Array, point: SurfacePoint): Support {
  return {
    vertices: [0, 1, 2].map((corner) => triangles[point.triangle * 3 + corner] as number),
    weights: point.weights,
  };
}

/** By the weights as a file keeps them: whoever measures the file again must end the chest at the same line. */
function trunkVertices(template: BodyTemplate): Float32Array {
  const { bones, vertexCount } = template;
  const skin = evenSkin(template);
  const arm = bones.map(() => 0);
  bones.forEach((bone, i) => {
    const starts = bone.name === 'LeftArm' || bone.name === 'RightArm';
    arm[i] = starts || (bone.parent >= 0 && arm[bone.parent]) ? 1 : 0;
  });
  const trunk = new Float32Array(vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    let weight = 0;
    for (let k = 0; k < 4; k++) {
      if (arm[skin.bones[v * 4 + k] as number]) weight += (skin.parts[v * 4 + k] as number) / WEIGHT_PARTS;
    }
    trunk[v] = 1 - weight;
  }
  return trunk;
}

/** Within 4 cm of the lowest and the highest: no shape moves soles or crown against their surroundings more. */
export function extremes(positions: Float32Array): { low: Uint32Array; high: Uint32Array } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < positions.length; i += 3) {
    least = Math.min(least, positions[i] as number);
    most = Math.max(most, positions[i] as number);
  }
  const low: number[] = [];
  const high: number[] = [];
  for (let v = 0; v < positions.length / 3; v++) {
    const y = positions[v * 3 + 1] as number;
    if (y < least + 0.04) low.push(v);
    if (y > most - 0.04) high.push(v);
  }
  return { low: Uint32Array.from(low), high: Uint32Array.from(high) };
}
