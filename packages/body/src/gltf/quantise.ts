/** A cube that holds a shape: places in it are stored as 16-bit whole numbers from −1 to 1. */
export interface Cube {
  centre: readonly [number, number, number];
  /** Half its side, metres. One size for all axes, so that normals stay true. */
  half: number;
}

const LARGEST_16 = 32767;

/** The smallest such cube. 2 m give steps of 0.03 mm. */
export function cubeRound(positions: Float32Array): Cube {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    low[i % 3] = Math.min(low[i % 3] as number, positions[i] as number);
    high[i % 3] = Math.max(high[i % 3] as number, positions[i] as number);
  }
  const centre = low.map((value, axis) => (value + (high[axis] as number)) / 2);
  const half = Math.max(...low.map((value, axis) => ((high[axis] as number) - value) / 2), 1e-6);
  return { centre: centre as [number, number, number], half };
}

/** Places as 16-bit normalized numbers. */
export function quantisePlaces(positions: Float32Array, { centre, half }: Cube): Int16Array {
  return Int16Array.from(positions, (value, i) =>
    Math.round(((value - (centre[i % 3] as number)) / half) * LARGEST_16),
  );
}

/** Displacements at the same scale. */
export function quantiseMoves(moves: Float32Array, { half }: Cube): Int16Array {
  return Int16Array.from(moves, (value) =>
    Math.max(-LARGEST_16, Math.min(LARGEST_16, Math.round((value / half) * LARGEST_16))),
  );
}

/** Unit vectors as 8-bit normalized numbers. */
export function quantiseNormals(normals: Float32Array): Int8Array {
  return Int8Array.from(normals, (value) => Math.round(value * 127));
}

/** Coordinates 0 to 1 as 16-bit normalized numbers; 12 bits of them are used, the rest would not compress. */
export function quantiseCoordinates(uvs: Float32Array): Uint16Array {
  return Uint16Array.from(uvs, (value) => Math.round(Math.min(1, Math.max(0, value)) * 4095) * 16);
}

/**
 * Four weights a vertex as bytes that sum to exactly 255, as the format demands: the largest takes what
 * rounding left over. Weights below 1/255 vanish with their bone.
 */
export function quantiseWeights(
  weights: Float32Array,
  bones: Uint8Array,
): { weights: Uint8Array; bones: Uint8Array } {
  const bytes = new Uint8Array(weights.length);
  const kept = Uint8Array.from(bones);
  for (let v = 0; v < weights.length; v += 4) {
    let sum = 0;
    let largest = v;
    for (let k = v; k < v + 4; k++) {
      bytes[k] = Math.round((weights[k] as number) * 255);
      sum += bytes[k] as number;
      if ((bytes[k] as number) > (bytes[largest] as number)) largest = k;
    }
    bytes[largest] = (bytes[largest] as number) + 255 - sum;
    // A bone of weight 0 must be bone 0, and no bone may stand twice.
    for (let k = v; k < v + 4; k++) if (bytes[k] === 0) kept[k] = 0;
  }
  return { weights: bytes, bones: kept };
}
