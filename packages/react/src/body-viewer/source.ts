/** A level of detail of the server's models: 0 is the whole mesh, 2 a fifth of it. */
export type Lod = 0 | 1 | 2;

/** The arms: as the body was measured, or stretched out. */
export type ViewedPose = 'a-pose' | 't-pose';

/** A body as bare numbers, such as a solver gives it while values are moved. */
export interface MeshSource {
  /** xyz, metres, soles at y = 0, facing +z. */
  positions: Float32Array;
  triangles: Uint32Array;
  /** sRGB bytes a vertex. */
  colours?: Uint8Array | undefined;
  /** Worked out where left out. */
  normals?: Float32Array | undefined;
}

/** A file of the server, or its address, or what fetches the file of a level of detail. */
export interface GlbSource {
  glb: Blob | ArrayBuffer | string | ((lod: Lod) => Promise<Blob>);
}

export type BodySource = MeshSource | GlbSource;

/** A line along which a measure was taken. */
export interface ViewedTape {
  key: string;
  /** What is written at the line. */
  label: string;
  /** xyz, metres, in the A-pose. */
  points: Float32Array;
  closed: boolean;
}

/** What a file held, for measuring it again. */
export interface ViewedModel {
  lod: number;
  /** xyz of each drawn vertex in the A-pose, metres. */
  positions: Float32Array;
  triangles: Uint32Array;
  /** Names without prefix, with the index of the parent (−1: none) and where the joint lies. */
  bones: { name: string; parent: number; at: [number, number, number] }[];
  /** Four bones and weights a drawn vertex. */
  skinIndices: Uint8Array;
  skinWeights: Float32Array;
  landmarks: Record<string, [number, number, number]>;
}
