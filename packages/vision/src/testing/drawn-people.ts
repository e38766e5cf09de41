import { loadTemplate, type Sex } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import { type DrawnPhoto, drawPhoto, type PhotoRequest, type Sitter } from '../demo/draw-photo.ts';

const file = bakedTemplate();
const sitters = new Map<Sex, Sitter>();

/** Somebody of average build; without soft shade, which takes most of the time. */
export function averageSitter(sex: Sex): Sitter {
  const known = sitters.get(sex);
  if (known) return known;
  const template = loadTemplate(file, sex);
  const occlusion = new Float32Array(template.vertexCount).fill(1);
  const sitter = { template, positions: template.positions, occlusion };
  sitters.set(sex, sitter);
  return sitter;
}

/** A small photo of them, 480×640, from 2.6 m away. */
export function drawAverage(sex: Sex, request: Partial<PhotoRequest> = {}): Promise<DrawnPhoto> {
  const camera = { distance: 2.6, height: 1.1, pitch: 0.06, focalLength35: 26 };
  return drawPhoto({ kind: 'front', width: 480, height: 640, camera, ...averageSitter(sex), ...request });
}
