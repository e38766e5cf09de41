import { solveDefinite } from './linear.ts';

/**
 * Minimises ½ xᵀ·H·x + gᵀ·x within lower ≤ x ≤ upper, from x = 0, which must be inside.
 *
 * A primal active set: solve for the free values, go as far as the first bound, hold that value there, solve
 * again; when nothing blocks, let go of the held value that pulls inward most. Clamping all at once is quicker
 * but wrong: two values that could share the work block each other.
 * @param hessian symmetric positive definite, row by row
 */
export function minimiseInBox(
  hessian: Float64Array,
  gradient: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): Float64Array {
  const n = gradient.length;
  const x = new Float64Array(n);
  /** 0 free, −1 at the lower bound, 1 at the upper. */
  const held = new Int8Array(n);
  for (let round = 0; round < 6 * n; round++) {
    const slope = slopeAt(hessian, gradient, x);
    const step = freeStep(hessian, slope, held);
    if (!step) return x;
    const block = firstBlock(x, step, lower, upper, held);
    for (let i = 0; i < n; i++) x[i] = at(x, i) + block.share * at(step, i);
    if (block.index >= 0) {
      x[block.index] = at(block.side > 0 ? upper : lower, block.index);
      held[block.index] = block.side;
      continue;
    }
    const after = slopeAt(hessian, gradient, x);
    let release = -1;
    let pull = 1e-9;
    for (let i = 0; i < n; i++) {
      const inward = at(after, i) * at(held, i);
      if (held[i] !== 0 && inward > pull) [release, pull] = [i, inward];
    }
    if (release < 0) return x;
    held[release] = 0;
  }
  return x;
}

const at = (values: ArrayLike<number>, i: number): number => values[i] as number;

function slopeAt(hessian: Float64Array, gradient: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return gradient.map((value, i) => {
    let sum = value;
    for (let j = 0; j < n; j++) sum += at(hessian, i * n + j) * at(x, j);
    return sum;
  });
}

function freeStep(hessian: Float64Array, slope: Float64Array, held: Int8Array): Float64Array | undefined {
  const n = slope.length;
  const free = Array.from(held.keys()).filter((i) => held[i] === 0);
  const m = free.length;
  const part = new Float64Array(m * m);
  free.forEach((i, a) => {
    free.forEach((j, b) => {
      part[a * m + b] = at(hessian, i * n + j);
    });
  });
  const solved = solveDefinite(
    part,
    Float64Array.from(free, (i) => -at(slope, i)),
  );
  if (!solved) return undefined;
  const step = new Float64Array(n);
  free.forEach((i, a) => {
    step[i] = at(solved, a);
  });
  return step;
}

function firstBlock(
  x: Float64Array,
  step: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  held: Int8Array,
): { share: number; index: number; side: -1 | 1 } {
  let block: { share: number; index: number; side: -1 | 1 } = { share: 1, index: -1, side: 1 };
  for (let i = 0; i < x.length; i++) {
    const s = at(step, i);
    if (held[i] !== 0 || s === 0) continue;
    const share = ((s > 0 ? at(upper, i) : at(lower, i)) - at(x, i)) / s;
    if (share < block.share) block = { share: Math.max(0, share), index: i, side: s > 0 ? 1 : -1 };
  }
  return block;
}
