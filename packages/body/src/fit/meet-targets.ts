import type { BodyKey } from '../measurements/population.ts';
import { type BodyGoal, bodyProblem } from './body-problem.ts';
import { CLOSING_TOLERANCE } from './closing.ts';
import { minimise } from './levenberg.ts';
import type { ShapeSpace } from './shape-space.ts';

/** One fit on its way. */
export interface Solver {
  space: ShapeSpace;
  /** Targets that turn out to be out of reach are entered as yielding. */
  goal: BodyGoal;
  /** Made so far. */
  iterations: number;
}

interface Stage {
  /** How firmly targets are held, cm. */
  targetSigma: number;
  iterations: number;
  gain: number;
}

/**
 * Loosely first: with firm targets the solver must creep along the bent set of shapes that meet them. Then
 * firmly: a target is met within a hundredth of a centimetre wherever the shapes can.
 */
const LOOSE: Stage = { targetSigma: 0.4, iterations: 12, gain: 0.02 };
const FIRM: Stage = { targetSigma: 0.01, iterations: 24, gain: 0.01 };
/** What gives way is worth more steps: a miss is told to a person. */
const YIELDING: Stage = { targetSigma: 0.01, iterations: 24, gain: 0.001 };

/** At most so many targets give way, the furthest off first. */
const MOST_YIELDING = 4;

/**
 * The shape that meets the targets, or all but those it cannot.
 * @param starts tried in turn until one leads to a shape that meets all; a tape that jumps from one fold to the
 *   next can hold the solver up on one way and not on another
 */
export function firstShape(solver: Solver, starts: readonly Float64Array[]): Float64Array {
  let best: Solved | undefined;
  for (const start of starts) {
    const solved = solve(solver, FIRM, solve(solver, LOOSE, start).values);
    if (!best || furthest(solved) < furthest(best)) best = solved;
    if (furthest(best) <= CLOSING_TOLERANCE) return best.values;
  }
  return giveWay(solver, best as Solved);
}

/** The same from a shape that is nearly right, after vertices were moved. */
export function meetAgain(solver: Solver, from: Float64Array): Float64Array {
  return giveWay(solver, solve(solver, FIRM, from));
}

/**
 * Least squares spread what cannot be met over every target: a calf no leg has would cost the chest 7 cm. So
 * the target that stays furthest off gives way, and the others are met without it.
 */
function giveWay(solver: Solver, first: Solved): Float64Array {
  const { goal } = solver;
  let solved = first;
  for (let i = 0; i < MOST_YIELDING && furthest(solved) > CLOSING_TOLERANCE; i++) {
    const far = furthest(solved);
    const worst = solved.off.findIndex((value) => Math.abs(value) === far);
    const key = [...goal.targets.keys()][worst] as BodyKey;
    goal.yielding = new Map([...(goal.yielding ?? []), [key, firmnessOf(far)]]);
    solved = solve(solver, YIELDING, solved.values);
  }
  return solved.values;
}

/** How firmly to hold a target that is missed by so much: as costs the others 0.02 cm. The pull of a miss is the miss ÷ sigma². */
export const firmnessOf = (miss: number): number => FIRM.targetSigma * Math.sqrt(miss / 0.02);

interface Solved {
  values: Float64Array;
  /** How far each target that does not yield is off, cm. */
  off: Float64Array;
}

function furthest({ off }: Solved): number {
  return off.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function solve(solver: Solver, { targetSigma, ...stop }: Stage, from: Float64Array): Solved {
  const { targets, yielding } = solver.goal;
  const problem = bodyProblem(solver.space, solver.goal, targetSigma);
  const { values, residuals, iterations } = minimise(problem, from, stop);
  solver.iterations += iterations;
  const keys = [...targets.keys()];
  const off = residuals
    .subarray(0, keys.length)
    .map((value, i) => (yielding?.has(keys[i] as BodyKey) ? 0 : value * targetSigma));
  return { values, off };
}
