import { BodyError } from '../errors.ts';
import type { Vec3 } from '../mesh/vec3.ts';
import type { Support } from './body-frame.ts';
import { type Loop, loopThrough, type Surface } from './loop.ts';
import type { Plane } from './plane.ts';

/** Where a weighted mean of vertices lies on this shape. */
export function placeOf(surface: Surface, { vertices, weights }: Support): Vec3 {
  const place: Vec3 = [0, 0, 0];
  vertices.forEach((vertex, i) => {
    surface.touch?.(vertex);
    const weight = weights[i] as number;
    place[0] += weight * (surface.positions[vertex * 3] as number);
    place[1] += weight * (surface.positions[vertex * 3 + 1] as number);
    place[2] += weight * (surface.positions[vertex * 3 + 2] as number);
  });
  return place;
}

/** Looks for a cut triangle near a landmark: one that lies exactly on an edge may be missed by its own triangle. */
export function loopNear(surface: Surface, plane: Plane, start: number): Loop {
  const tried = new Set([start]);
  for (const triangle of tried) {
    const loop = loopThrough(surface, plane, triangle);
    if (loop) return loop;
    if (tried.size > 200) break;
    for (let e = 0; e < 3; e++) {
      const next = surface.neighbours[triangle * 3 + e] as number;
      if (next >= 0) tried.add(next);
    }
  }
  throw new BodyError('invalid_mesh', 'The measuring plane finds no surface at its landmark.');
}
