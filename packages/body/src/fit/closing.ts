import { type MeasuredBody, measureBody } from '../measure/measure-body.ts';
import type { BodyKey } from '../measurements/population.ts';
import { signedVolume } from '../mesh/volume.ts';
import type { BodyTemplate } from '../template/template.ts';

/** Mean density of a body, kg a litre, with a half-full chest. */
export const BODY_DENSITY = 1.04;

/** How far a re-measured body may be off what was asked, cm. */
export const CLOSING_TOLERANCE = 0.1;

/** One thing asked for, and what the finished mesh shows. Centimetres. */
export interface Residual {
  key: BodyKey;
  target: number;
  cm: number;
  /** cm − target. */
  off: number;
}

/** What the finished mesh is like when measured again. */
export interface Closing {
  /** All three hold: every target within 0.1 cm, no self-intersection, a plausible weight. */
  closes: boolean;
  residuals: readonly Residual[];
  /** Those beyond the tolerance: the shape cannot be reached. */
  outOfReach: readonly Residual[];
  /** Pairs of triangles that cut each other. */
  selfIntersections: number;
  litres: number;
  /** From the volume, kg. */
  kg: number;
  /** Whether kg lies within three sigma of the expected weight; true when no weight was expected. */
  weightPlausible: boolean;
  measured: MeasuredBody;
}

/**
 * Measures a finished shape again and holds it against what was asked.
 * @param selfIntersections pairs of triangles that cut each other in it
 */
export function close(
  template: BodyTemplate,
  positions: Float32Array,
  targets: ReadonlyMap<BodyKey, number>,
  selfIntersections: number,
  weight?: { kg: number; sigma: number },
): Closing {
  const { triangles } = template;
  const measured = measureBody(template, positions);
  const residuals = [...targets].map(([key, target]) => {
    const cm = measured[key]?.cm ?? Number.NaN;
    return { key, target, cm, off: cm - target };
  });
  const outOfReach = residuals.filter(({ off }) => !(Math.abs(off) <= CLOSING_TOLERANCE));
  const litres = signedVolume({ positions, triangles }) * 1000;
  const kg = litres * BODY_DENSITY;
  const weightPlausible = !weight || Math.abs(kg - weight.kg) <= 3 * weight.sigma;
  return {
    closes: outOfReach.length === 0 && selfIntersections === 0 && weightPlausible,
    residuals,
    outOfReach,
    selfIntersections,
    litres,
    kg,
    weightPlausible,
    measured,
  };
}
