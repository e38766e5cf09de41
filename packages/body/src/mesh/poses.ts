import type { BodyTemplate } from '../template/template.ts';
import { jointsOf, type Pose } from './pose.ts';
import { between, combine, type Rotation, rotate, turn } from './rotation.ts';
import type { Positions } from './triangle-mesh.ts';
import { minus, type Vec3 } from './vec3.ts';

const X: Vec3 = [1, 0, 0];
const Y: Vec3 = [0, 1, 0];
const Z: Vec3 = [0, 0, 1];

/** Names of the poses that {@link poseNamed} knows. `a` is the template's own. */
export const POSE_NAMES = ['a', 't', 'arms-up', 'arms-down', 'stride', 'sit'] as const;

export type PoseName = (typeof POSE_NAMES)[number];

/** A pose for this shape; the arms' angles are worked out from where its joints lie. */
export function poseNamed(template: BodyTemplate, positions: Positions, name: PoseName): Pose {
  const arms = (left: Vec3) => armsTowards(template, positions, left);
  switch (name) {
    case 'a':
      return {};
    case 't':
      return arms([1, 0, 0]);
    case 'arms-up':
      return { ...arms([0.35, 1, 0]), LeftShoulder: turn(Z, 0.3), RightShoulder: turn(Z, -0.3) };
    case 'arms-down':
      return arms([0.16, -1, 0.04]);
    case 'stride':
      return {
        ...arms([0.22, -1, 0]),
        LeftUpLeg: turn(X, -0.5),
        LeftLeg: turn(X, 0.25),
        RightUpLeg: turn(X, 0.35),
        RightLeg: turn(X, 0.45),
        RightFoot: turn(X, 0.3),
        Spine1: turn(Y, 0.12),
        Head: turn(Y, -0.08),
        ...swing(arms([0.22, -1, 0]), 0.4),
      };
    case 'sit':
      return {
        ...arms([0.25, -1, 0.35]),
        LeftUpLeg: turn(X, -1.5),
        RightUpLeg: turn(X, -1.5),
        LeftLeg: turn(X, 1.5),
        RightLeg: turn(X, 1.5),
      };
  }
}

/** The left arm swings back, the right one forward, elbows a little bent. */
function swing(arms: Pose, angle: number): Pose {
  return {
    LeftArm: combine(turn(X, angle), arms.LeftArm as Rotation),
    RightArm: combine(turn(X, -angle), arms.RightArm as Rotation),
    RightForeArm: combine(arms.RightForeArm as Rotation, turn(X, -0.3)),
  };
}

/** Straightens both arms along a direction of the left one, in body axes; the right is its mirror image. */
export function armsTowards(template: BodyTemplate, positions: Positions, left: Vec3): Pose {
  const joints = jointsOf(template, positions);
  const index = (name: string): number => template.bones.findIndex((bone) => bone.name === name);
  const at = (name: string): Vec3 => Array.from(joints.slice(index(name) * 3, index(name) * 3 + 3)) as Vec3;
  const pose: Record<string, Rotation> = {};
  for (const side of ['Left', 'Right'] as const) {
    const aim: Vec3 = side === 'Left' ? left : [-left[0], left[1], left[2]];
    const chain = [`${side}Arm`, `${side}ForeArm`, `${side}Hand`, `${side}HandMiddle1`];
    let turned: Rotation = [0, 0, 0, 1];
    for (let i = 0; i < 3; i++) {
      const [bone, child] = [chain[i] as string, chain[i + 1] as string];
      if (index(bone) < 0 || index(child) < 0) continue;
      const now = rotate(turned, minus(at(child), at(bone)));
      const needed = between(now, aim);
      // A rotation in body axes after the parent's is, seen from the parent, turned back by it.
      const inverse: Rotation = [-turned[0], -turned[1], -turned[2], turned[3]];
      pose[bone] = combine(inverse, combine(needed, turned));
      turned = combine(needed, turned);
    }
  }
  return pose;
}
