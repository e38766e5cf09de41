import type { BodyTemplate } from '../template/template.ts';
import { combine, matrixOf, NO_ROTATION, type Rotation, rotate } from './rotation.ts';
import type { Positions } from './triangle-mesh.ts';
import type { Vec3 } from './vec3.ts';

/** How far each bone is turned against its parent, in the axes of the body (bones have no axes of their own). */
export type Pose = Readonly<Record<string, Rotation>>;

export interface PosedBody {
  positions: Float32Array;
  /** xyz of the joint at the head of each bone. */
  joints: Float64Array;
}

/** The joint at the head of each bone in this shape: xyz each, metres. */
export function jointsOf(template: BodyTemplate, positions: Positions): Float64Array {
  const joints = new Float64Array(template.bones.length * 3);
  template.bones.forEach((bone, b) => {
    for (const { vertex, weight } of bone.head) {
      for (let axis = 0; axis < 3; axis++) {
        joints[b * 3 + axis] =
          (joints[b * 3 + axis] as number) + weight * (positions[vertex * 3 + axis] as number);
      }
    }
  });
  return joints;
}

/**
 * Bends a shape into a pose by linear blend skinning, the way every viewer of the exported file does it.
 * @param positions metres, A-pose
 */
export function poseBody(template: BodyTemplate, positions: Positions, pose: Pose): PosedBody {
  const { bones, skinIndices, skinWeights, vertexCount } = template;
  const rest = jointsOf(template, positions);
  const { joints, turns } = turnSkeleton(template, rest, pose);
  const matrices = turns.map((rotation) => matrixOf(rotation));
  // p ↦ R·p + t with t = joint now − R·joint before.
  const shifts = bones.map((_, b) => {
    const moved = rotate(turns[b] as Rotation, vec(rest, b));
    return vec(joints, b).map((value, axis) => value - (moved[axis] as number));
  });
  const posed = new Float32Array(positions.length);
  for (let v = 0; v < vertexCount; v++) {
    const x = positions[v * 3] as number;
    const y = positions[v * 3 + 1] as number;
    const z = positions[v * 3 + 2] as number;
    let [px, py, pz] = [0, 0, 0];
    for (let k = 0; k < 4; k++) {
      const w = skinWeights[v * 4 + k] as number;
      if (w === 0) continue;
      const bone = skinIndices[v * 4 + k] as number;
      const m = matrices[bone] as Float64Array;
      const t = shifts[bone] as number[];
      px += w * (num(m, 0) * x + num(m, 1) * y + num(m, 2) * z + num(t, 0));
      py += w * (num(m, 3) * x + num(m, 4) * y + num(m, 5) * z + num(t, 1));
      pz += w * (num(m, 6) * x + num(m, 7) * y + num(m, 8) * z + num(t, 2));
    }
    posed[v * 3] = px;
    posed[v * 3 + 1] = py;
    posed[v * 3 + 2] = pz;
  }
  return { positions: posed, joints };
}

/** Where the joints go, and how each bone is turned against its rest. Parents come before their children. */
function turnSkeleton(
  { bones }: BodyTemplate,
  rest: Float64Array,
  pose: Pose,
): { joints: Float64Array; turns: Rotation[] } {
  const joints = Float64Array.from(rest);
  const turns: Rotation[] = [];
  bones.forEach((bone, b) => {
    const own = pose[bone.name] ?? NO_ROTATION;
    const parent = turns[bone.parent];
    turns.push(parent ? combine(parent, own) : own);
    if (!parent) return;
    const offset = vec(rest, b).map((value, axis) => value - num(rest, bone.parent * 3 + axis)) as Vec3;
    const moved = rotate(parent, offset);
    for (let axis = 0; axis < 3; axis++) {
      joints[b * 3 + axis] = num(joints, bone.parent * 3 + axis) + num(moved, axis);
    }
  });
  return { joints, turns };
}

const num = (values: ArrayLike<number>, i: number): number => values[i] as number;

function vec(values: Float64Array, i: number): Vec3 {
  return [num(values, i * 3), num(values, i * 3 + 1), num(values, i * 3 + 2)];
}
