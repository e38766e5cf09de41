import { close } from '../fit/closing.ts';
import {
  type FitRequest,
  type FittedBody,
  fitToMeasurements,
  goalOf,
  onTheFloor,
} from '../fit/fit-to-measurements.ts';
import { firmnessOf, meetAgain, type Solver } from '../fit/meet-targets.ts';
import { positionsAt, shapeSpace } from '../fit/shape-space.ts';

/** A miss above this, cm, is looked into by a whole fit: perhaps the way there led into a fold. */
const LOST = 0.3;

/**
 * A fit that starts where the last one ended, for values that change a little at a time. It does not look for
 * places where the skin cuts itself: that is a third of the work, and shows only when a body stands still. What no
 * shape met the last time gives way from the start.
 * @param last the last body of this template; a whole fit without one
 */
export function warmFit(request: FitRequest, last?: FittedBody): FittedBody {
  if (!last) return fitToMeasurements(request);
  const { template, weight } = request;
  const space = shapeSpace(template);
  const goal = goalOf(space, request);
  const missed = last.outOfReach.filter(({ key }) => goal.targets.has(key));
  if (missed.length > 0)
    goal.yielding = new Map(missed.map(({ key, off }) => [key, firmnessOf(Math.abs(off))]));
  const solver: Solver = { space, goal, iterations: 0 };
  const start = Float64Array.from(space.parameters, ({ name }) => last.coefficients[name] ?? 0);
  const values = meetAgain(solver, start);
  const positions = onTheFloor(positionsAt(space, values));
  const closing = close(template, positions, goal.targets, 0, weight);
  const lost = closing.outOfReach.some(({ off }) => Math.abs(off) > LOST);
  // where the last body already missed something, this would be so at every step
  if (lost && missed.length === 0) return fitToMeasurements(request);
  return {
    ...closing,
    positions,
    coefficients: Object.fromEntries(space.parameters.map(({ name }, i) => [name, values[i] as number])),
    untangled: false,
    iterations: solver.iterations,
  };
}
