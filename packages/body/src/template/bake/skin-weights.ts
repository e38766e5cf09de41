import type { Neighbours } from './mesh.ts';
import type { BoneSketch, BoneSlot } from './skeleton.ts';

/** How far a bone's influence fades over its border, in centimetres. */
function softness(bone: string): number {
  if (bone.startsWith('LeftHand') && bone !== 'LeftHand') return 0.42;
  switch (bone) {
    case 'LeftHand':
      return 1.3;
    case 'LeftForeArm':
      return 2;
    case 'LeftArm':
      return 2.8;
    case 'LeftShoulder':
      return 3.8;
    case 'LeftUpLeg':
      return 3.4;
    case 'LeftLeg':
      return 2.4;
    case 'LeftFoot':
      return 1.8;
    case 'LeftToeBase':
      return 1;
    case 'Head':
      return 2;
    case 'Neck':
      return 2.4;
    default:
      return 3.6;
  }
}

const MOST = 4;
const TAIL = 0.1;
/** Where triangles are small the fade spans many of them: 60 sweeps are too few. */
const SWEEPS = 150;

/**
 * Weights by screened diffusion: each vertex is drawn to its own bone and to its neighbours' mean, the more the
 * softer the place; done twice, so that the fade has no kink at the border. Unlike a fixed number of smoothing
 * steps this does not depend on how fine the mesh is. Heat from the bones through the inside would cross from
 * thigh to thigh and from arm to chest.
 */
export function skinWeights(
  positions: Float64Array,
  neighbours: Neighbours,
  labels: readonly string[],
  sketches: readonly BoneSketch[],
): Float64Array[] {
  const count = labels.length;
  const { start, list } = neighbours;
  const pull = new Float64Array(count);
  for (let v = 0; v < count; v++) {
    let length = 0;
    for (let i = start[v]!; i < start[v + 1]!; i++) {
      const u = list[i]!;
      length += Math.hypot(
        positions[v * 3]! - positions[u * 3]!,
        positions[v * 3 + 1]! - positions[u * 3 + 1]!,
        positions[v * 3 + 2]! - positions[u * 3 + 2]!,
      );
    }
    length /= start[v + 1]! - start[v]!;
    pull[v] = 4 * (softness(labels[v]!) / length) ** 2;
  }
  return sketches.map(({ name }) => {
    let source = Float64Array.from(labels, (label) => (label === name ? 1 : 0));
    for (let round = 0; round < 2; round++) {
      const w = source.slice();
      for (let sweep = 0; sweep < SWEEPS; sweep++) {
        for (let k = 0; k < count; k++) {
          const v = sweep % 2 === 0 ? k : count - 1 - k;
          let sum = 0;
          for (let i = start[v]!; i < start[v + 1]!; i++) sum += w[list[i]!]!;
          w[v] = (source[v]! + (pull[v]! * sum) / (start[v + 1]! - start[v]!)) / (1 + pull[v]!);
        }
      }
      source = w;
    }
    // The thigh's long tail would reach the navel, where four bones are not enough to hold it on both sides.
    return name === 'LeftUpLeg' ? source.map((w) => Math.max(0, w - TAIL) / (1 - TAIL)) : source;
  });
}

/**
 * The strongest four of each vertex of the left half, as indices into the full skeleton and 16-bit weights that
 * sum to 65535. On the plane of symmetry a left bone shares evenly with its image.
 */
export function packWeights(
  weights: readonly Float64Array[],
  slots: readonly BoneSlot[],
  onPlane: readonly boolean[],
): { indices: Uint8Array; weights: Uint16Array } {
  const count = onPlane.length;
  const indices = new Uint8Array(count * MOST);
  const packed = new Uint16Array(count * MOST);
  const images = new Map(slots.flatMap((slot, i) => (slot.image ? [[slot.sketch, i] as const] : [])));
  for (let v = 0; v < count; v++) {
    // A bone and its image across the plane count as one, or dropping one of them would make the body lean, and
    // dropping both would tear the midline from its neighbours.
    const wanted: { bones: number[]; weight: number }[] = [];
    weights.forEach((w, bone) => {
      if (w[v]! < 1e-4) return;
      const image = images.get(bone);
      wanted.push({ bones: onPlane[v] && image !== undefined ? [bone, image] : [bone], weight: w[v]! });
    });
    wanted.sort((a, b) => b.weight - a.weight || a.bones[0]! - b.bones[0]!);
    const all: [bone: number, weight: number][] = [];
    for (const { bones, weight } of wanted) {
      if (all.length + bones.length > MOST) continue;
      for (const bone of bones) all.push([bone, weight / bones.length]);
    }
    const sum = all.reduce((s, [, w]) => s + w, 0);
    let left = 65535;
    all.forEach(([bone, w], i) => {
      const q = Math.min(left, Math.round((w / sum) * 65535));
      indices[v * MOST + i] = bone;
      packed[v * MOST + i] = q;
      left -= q;
    });
    packed[v * MOST]! += left;
  }
  return { indices, weights: packed };
}
