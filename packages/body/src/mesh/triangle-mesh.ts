/** Vertices in metres (or any one unit), xyz each; both precisions serve. */
export type Positions = Float32Array | Float64Array;

/** A triangle surface. Triangles are three vertex indices each, counter-clockwise seen from outside. */
export interface TriangleMesh {
  positions: Positions;
  triangles: Uint32Array;
}
