import { bodyFrame } from '../measure/body-frame.ts';
import { surfacePosition } from '../mesh/surface-point.ts';
import type { BodyTemplate, ShapeBasis } from '../template/template.ts';

/**
 * Shapes that fitting needs and a template may lack: levels that differ between people independently of the
 * lengths round them. Each is raised by a centimetre a unit, with what lies round it, fading out smoothly.
 * - `crotchHeight`: crotch and trochanter heights vary by about 2 cm against each other. The level of the thigh
 *   girth goes along, or its plane would cut through the crotch.
 * - `waistHeight`: where the waist and the navel sit between hip and shoulders.
 */
export function addedShapes(template: BodyTemplate): ShapeBasis[] {
  const { trunk } = bodyFrame(template);
  return [
    raised(template, 'crotchHeight', 'crotch', [0.095, 0.1, 0.2], 6, () => 1),
    raised(template, 'waistHeight', 'navel', [9, 0.12, 9], 6, (vertex) => trunk[vertex] as number),
  ].filter((shape) => shape !== undefined);
}

function raised(
  template: BodyTemplate,
  name: string,
  landmark: string,
  reach: readonly [number, number, number],
  range: number,
  share: (vertex: number) => number,
): ShapeBasis | undefined {
  const point = template.landmarks[landmark];
  if (!point || template.shapes.some((shape) => shape.name === name)) return undefined;
  const middle = surfacePosition(template, point);
  const displacements = new Float32Array(template.vertexCount * 3);
  for (let v = 0; v < template.vertexCount; v++) {
    const x = (template.positions[v * 3] as number) / reach[0];
    const y = ((template.positions[v * 3 + 1] as number) - middle[1]) / reach[1];
    const z = ((template.positions[v * 3 + 2] as number) - middle[2]) / reach[2];
    displacements[v * 3 + 1] = 0.01 * share(v) * fade(x * x + y * y + z * z);
  }
  return { name, min: -range, max: range, displacements };
}

/** 1 at the middle, 0 from 1.8 on, without a corner. */
function fade(squared: number): number {
  const t = Math.max(0, 1 - squared / 3.2);
  return t * t * (3 - 2 * t);
}
