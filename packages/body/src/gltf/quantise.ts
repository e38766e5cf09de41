/** A cube that holds a shape: places in it are stored as whole numbers. */
export interface Cube {
  centre: readonly [number, number, number];
  /** Half its side, metres. One size for all axes, so that normals stay true. */
  half: number;
  /** Metres for a stored (normalized) 1. */
  scale: number;
}

/** What a normalized 16-bit 1 is stored as. */
const ONE = 32767;

/** The largest number in use: 14 bits, because more do not compress and less would show in a girth. */
const LARGEST = 8191;

/** The smallest such cube. 2 m give steps of 0.12 mm. */
export function cubeRound(positions: Float32Array): Cube {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    low[i % 3] = Math.min(low[i % 3] as number, positions[i] as number);
    high[i % 3] = Math.max(high[i % 3] as number, positions[i] as number);
  }
  const centre = low.map((value, axis) => (value + (high[axis] as number)) / 2);
  const half = Math.max(...low.map((value, axis) => ((high[axis] as number) - value) / 2), 1e-6);
  return { centre: centre as [number, number, number], half, scale: (half * ONE) / LARGEST };
}

/** Places as 16-bit normalized numbers. */
export function quantisePlaces(positions: Float32Array, { centre, half }: Cube): Int16Array {
  return Int16Array.from(positions, (value, i) =>
    Math.round(((value - (centre[i % 3] as number)) / half) * LARGEST),
  );
}

/** Displacements at the same scale. */
export function quantiseMoves(moves: Float32Array, { half }: Cube): Int16Array {
  return Int16Array.from(moves, (value) =>
    Math.max(-ONE, Math.min(ONE, Math.round((value / half) * LARGEST))),
  );
}

/** Unit vectors as 8-bit normalized numbers. */
export function quantiseNormals(normals: Float32Array): Int8Array {
  return Int8Array.from(normals, (value) => Math.round(value * 127));
}

/** Coordinates 0 to 1 as 16-bit normalized numbers. */
export function quantiseCoordinates(uvs: Float32Array): Uint16Array {
  return Uint16Array.from(uvs, (value) => Math.round(Math.min(1, Math.max(0, value)) * 65535));
}

/** Influences below this are left out: they move nothing that one sees, and are half of what weights cost. */
const FAINT = 0.04;

/**
 * Four weights a vertex as bytes that sum to exactly 255, as the format demands: the largest takes what
 * rounding and leaving out left over.
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
      const weight = weights[k] as number;
      bytes[k] = weight < FAINT ? 0 : Math.round(weight * 255);
      sum += bytes[k] as number;
      if ((bytes[k] as number) > (bytes[largest] as number)) largest = k;
    }
    bytes[largest] = (bytes[largest] as number) + 255 - sum;
    // A bone of weight 0 must be bone 0, and no bone may stand twice.
    for (let k = v; k < v + 4; k++) if (bytes[k] === 0) kept[k] = 0;
  }
  return { weights: bytes, bones: kept };
}
