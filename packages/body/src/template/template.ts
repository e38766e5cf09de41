/**
 * The base body of a sex, as it is baked into the package: one topology for both, so that shapes, landmarks
 * and skin weights carry over. Metres, y up, +z front, +x the body's left, soles at y = 0, A-pose, arms away.
 */
export interface BodyTemplate {
  /** Raised with every change of topology or meaning. */
  version: number;
  vertexCount: number;
  /** xyz of each vertex. */
  positions: Float32Array;
  /** Three vertex indices a triangle, counter-clockwise from outside; closed. */
  triangles: Uint32Array;
  /**
   * One pair a corner (seams are split only at export); v runs down, as in glTF. The body's left lies in the
   * right half, its image in the left; face, chest and back are whole across u = 0.5. Nothing overlaps.
   */
  uvs: Float32Array;
  /** Additive displacements in metres, one array of 3 × vertexCount a shape, by name. */
  shapes: readonly ShapeBasis[];
  bones: readonly Bone[];
  /** Four bone indices and weights a vertex; weights sum to 1. */
  skinIndices: Uint8Array;
  skinWeights: Float32Array;
  /** Named points on the surface. */
  landmarks: Readonly<Record<string, SurfacePoint>>;
}

export interface ShapeBasis {
  name: string;
  /** Range of the coefficient that still looks right. */
  min: number;
  max: number;
  displacements: Float32Array;
}

/** A point on a triangle: survives every change of shape. */
export interface SurfacePoint {
  triangle: number;
  /** Barycentric, sums to 1. */
  weights: readonly [number, number, number];
}

export interface Bone {
  /** Mixamo name without prefix. */
  name: string;
  /** Index of the parent; −1 for the root. */
  parent: number;
  /** The VRM humanoid name, where there is one. */
  humanoid?: string;
  /** Where the joint lies, as a weighted mean of vertices: it follows the shape. */
  head: readonly { vertex: number; weight: number }[];
}
