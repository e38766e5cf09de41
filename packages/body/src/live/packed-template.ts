import type { StoredSex, TemplateIndex } from '../template/template-file.ts';

/** Raised with every change of the layout. */
export const PACKED_VERSION = 1;

/**
 * What opens the file of one sex: its length (u32), itself as JSON, then bytes in this order: triangles, bones and
 * weights of the skin, positions, and each shape. Lengths follow from the counts.
 */
export interface PackedIndex {
  version: number;
  sex: 'female' | 'male';
  vertices: number;
  /** Corners of all triangles. */
  corners: number;
  bones: TemplateIndex['bones'];
  landmarks: StoredSex['landmarks'];
  joints: StoredSex['joints'];
  shapes: { name: string; min: number; max: number; scale: number }[];
}
