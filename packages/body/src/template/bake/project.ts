import { type Field, sampleGradient } from './fields.ts';

const sample = new Float64Array(4);

/**
 * Moves vertex v onto the surface along the gradient, at most `maxStep` a step; a vertex on the plane of
 * symmetry stays on it.
 */
export function projectVertex(
  field: Field,
  positions: { [index: number]: number },
  v: number,
  onPlane: boolean,
  steps: number,
  maxStep: number,
): void {
  const i = v * 3;
  for (let k = 0; k < steps; k++) {
    sampleGradient(field, positions[i]!, positions[i + 1]!, positions[i + 2]!, sample);
    const gx = onPlane ? 0 : sample[1]!;
    const gy = sample[2]!;
    const gz = sample[3]!;
    const square = gx * gx + gy * gy + gz * gz;
    if (square < 1e-6) return;
    let q = sample[0]! / Math.max(square, 0.15);
    const move = Math.abs(q) * Math.sqrt(square);
    if (move < 1e-4) return;
    if (move > maxStep) q *= maxStep / move;
    positions[i] = onPlane ? 0 : Math.max(1e-3, positions[i]! - q * gx);
    positions[i + 1] = positions[i + 1]! - q * gy;
    positions[i + 2] = positions[i + 2]! - q * gz;
  }
}
