import { surfacePosition } from '../mesh/surface-point.ts';
import type { BodyTemplate, ShapeBasis } from '../template/template.ts';

/**
 * Shapes that fitting needs and a template may lack. `crotchHeight`: people's crotch and trochanter heights
 * differ independently by about 2 cm, so the crotch must move on its own. It is raised by a centimetre a unit,
 * with what lies round it, fading out over the groin and the upper inner thigh.
 */
export function addedShapes(template: BodyTemplate): ShapeBasis[] {
  const crotch = template.landmarks.crotch;
  if (!crotch || template.shapes.some(({ name }) => name === 'crotchHeight')) return [];
  const [, y0, z0] = surfacePosition(template, crotch);
  const displacements = new Float32Array(template.vertexCount * 3);
  for (let v = 0; v < template.vertexCount; v++) {
    const x = (template.positions[v * 3] as number) / 0.05;
    const y = ((template.positions[v * 3 + 1] as number) - y0) / 0.075;
    const z = ((template.positions[v * 3 + 2] as number) - z0) / 0.13;
    displacements[v * 3 + 1] = 0.01 * fade(x * x + y * y + z * z);
  }
  return [{ name: 'crotchHeight', min: -4.5, max: 4.5, displacements }];
}

/** 1 at the middle, 0 from 1.8 on, without a corner. */
function fade(squared: number): number {
  const t = Math.max(0, 1 - squared / 3.2);
  return t * t * (3 - 2 * t);
}
