import { findSelfIntersections } from './self-intersection.ts';
import type { Positions } from './triangle-mesh.ts';

/** A surface whose right half (x < 0) is the mirror image of its left, and stays so in every shape. */
export interface Mirror {
  /** Which triangles of the whole make up the left half. */
  left: Uint32Array;
  /** The image of each of those. */
  image: Uint32Array;
  /** Corners of the left triangles, over the vertices of the whole. */
  triangles: Uint32Array;
  /** The vertices of the left half, those on the plane of symmetry included. */
  vertices: Uint32Array;
}

/**
 * The halves of a mesh, or undefined when it is not symmetric to the last bit.
 * @param moves displacements that shapes add to the positions; symmetric as well, or there is no mirror
 */
export function mirrorOf(
  positions: Positions,
  triangles: Uint32Array,
  moves: readonly Float32Array[],
): Mirror | undefined {
  const image = vertexImages(positions);
  if (!image) return undefined;
  const mirrored = (values: ArrayLike<number>): boolean =>
    image.every(
      (to, v) =>
        values[to * 3] === -(values[v * 3] as number) &&
        values[to * 3 + 1] === values[v * 3 + 1] &&
        values[to * 3 + 2] === values[v * 3 + 2],
    );
  if (![positions, ...moves].every(mirrored)) return undefined;
  const known = new Map<number, number>();
  const left: number[] = [];
  // One number for the three corners, in whatever order: below 2^53 up to 200,000 vertices.
  const name = (corners: number[]): number => {
    const [a, b, c] = corners.sort((p, q) => p - q) as [number, number, number];
    return (a * image.length + b) * image.length + c;
  };
  for (let t = 0; t < triangles.length / 3; t++) {
    const corners = [...triangles.subarray(t * 3, t * 3 + 3)];
    const xs = corners.map((v) => positions[v * 3] as number);
    if (Math.min(...xs) < 0 && Math.max(...xs) > 0) return undefined;
    if (Math.max(...xs) > 0) left.push(t);
    else known.set(name(corners), t);
  }
  const images = left.map((t) => {
    const corners = [...triangles.subarray(t * 3, t * 3 + 3)];
    return known.get(name(corners.map((v) => image[v] as number))) ?? -1;
  });
  if (images.includes(-1) || left.length * 6 !== triangles.length) return undefined;
  return {
    left: Uint32Array.from(left),
    image: Uint32Array.from(images),
    triangles: Uint32Array.from(left.flatMap((t) => [...triangles.subarray(t * 3, t * 3 + 3)])),
    vertices: image.map((_, v) => v).filter((v) => (positions[v * 3] as number) >= 0),
  };
}

function vertexImages(positions: Positions): Uint32Array | undefined {
  const count = positions.length / 3;
  const atHeight = new Map<number, number[]>();
  for (let v = 0; v < count; v++) {
    const y = positions[v * 3 + 1] as number;
    const level = atHeight.get(y);
    if (level) level.push(v);
    else atHeight.set(y, [v]);
  }
  const image = new Uint32Array(count);
  for (let v = 0; v < count; v++) {
    const x = positions[v * 3] as number;
    const z = positions[v * 3 + 2] as number;
    const level = atHeight.get(positions[v * 3 + 1] as number) ?? [];
    const found = level.filter((w) => positions[w * 3] === -x && positions[w * 3 + 2] === z);
    if (found.length !== 1) return undefined;
    image[v] = found[0] as number;
  }
  return image;
}

/** Closer to the plane of symmetry than this, metres, counts as on it. */
const ON_THE_PLANE = 1e-7;

/**
 * The same pairs as `findSelfIntersections` of the whole, from its left half: that cuts the right one exactly where
 * it runs through the plane of symmetry, and there every triangle cuts its own image.
 * @param positions of the whole, symmetric
 */
export function findMirrored(mirror: Mirror, positions: Positions): Uint32Array {
  const { triangles, left, image } = mirror;
  const { pairs } = findSelfIntersections({ positions, triangles });
  const found: number[] = [];
  const add = (s: number, t: number): void => void found.push(Math.min(s, t), Math.max(s, t));
  for (let i = 0; i < pairs.length; i += 2) {
    const [s, t] = [pairs[i] as number, pairs[i + 1] as number];
    add(left[s] as number, left[t] as number);
    add(image[s] as number, image[t] as number);
  }
  for (let i = 0; i < triangles.length; i++) {
    if ((positions[(triangles[i] as number) * 3] as number) >= -ON_THE_PLANE) continue;
    const t = (i / 3) | 0;
    add(left[t] as number, image[t] as number);
    i = t * 3 + 2;
  }
  return Uint32Array.from(found);
}
