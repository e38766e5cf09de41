import { HAND_FORWARD } from './arm.ts';
import type { ImplicitBody } from './implicit-body.ts';
import { polygonise, type Zoom } from './marching-tetrahedra.ts';
import { type Mesh, orientedLargestPiece } from './mesh.ts';
import { remesh } from './remesh.ts';
import { makeSizingField } from './sizing-field.ts';

/** The parts that the grid magnifies: head, hand, toes. */
export function zoomsOf({ at, arm, leg }: ImplicitBody): Zoom[] {
  return [
    { centre: [0, at.chinY + 8 * at.headScale, 5], radius: 11 },
    { centre: arm.point(at.wristT + 9.5 * at.handScale, 0, HAND_FORWARD), radius: 11 },
    { centre: leg.footPoint(0.5, 2, 10), radius: 9 },
  ];
}

/** The left half of the mesh that every body of either sex shares. */
export function makeTopology(body: ImplicitBody, step = 0.55): Mesh {
  const raw = orientedLargestPiece(polygonise(body.field, body.bounds, step, zoomsOf(body)));
  return remesh(raw, body.field, makeSizingField(body));
}
