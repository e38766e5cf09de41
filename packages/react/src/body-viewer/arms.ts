import { type Bone, Quaternion, Vector3 } from 'three';
import type { ViewedPose } from './source.ts';

const CHAIN = ['Arm', 'ForeArm', 'Hand', 'HandMiddle1'] as const;

/**
 * Puts the arms into a pose. Bones of our files have no rotation of their own: at rest their axes are the body's, so
 * each is turned by what it takes to bring it in line, seen from its parent.
 */
export function poseArms(bones: ReadonlyMap<string, Bone>, pose: ViewedPose): void {
  for (const [side, aim] of [
    ['Left', new Vector3(1, 0, 0)],
    ['Right', new Vector3(-1, 0, 0)],
  ] as const) {
    const turned = new Quaternion();
    for (let i = 0; i < CHAIN.length - 1; i++) {
      const bone = bones.get(`${side}${CHAIN[i]}`);
      const child = bones.get(`${side}${CHAIN[i + 1]}`);
      if (!bone || !child) continue;
      if (pose === 'a-pose') {
        bone.quaternion.identity();
        continue;
      }
      const now = child.position.clone().applyQuaternion(turned).normalize();
      const needed = new Quaternion().setFromUnitVectors(now, aim);
      const whole = needed.multiply(turned);
      bone.quaternion.copy(turned).invert().multiply(whole);
      turned.copy(whole);
    }
  }
}
