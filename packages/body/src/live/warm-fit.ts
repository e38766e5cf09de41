import { close } from '../fit/closing.ts';
import {
  type FitRequest,
  type FittedBody,
  fitToMeasurements,
  goalOf,
  onTheFloor,
} from '../fit/fit-to-measurements.ts';
import { meetAgain, type Solver } from '../fit/meet-targets.ts';
import { positionsAt, shapeSpace } from '../fit/shape-space.ts';

/** A miss above this, cm, is looked into by a whole fit: perhaps the way there led into a fold. */
const LOST = 0.3;

/**
 * A fit that starts where the last one ended, for values that change a little at a time. It does not look for
 * places where the skin cuts itself: that is a third of the work, and shows only when a body stands still.
 * @param from the coefficients of the last body of this template; a whole fit without them
 */
export function warmFit(request: FitRequest, from?: FittedBody['coefficients']): FittedBody {
  if (!from) return fitToMeasurements(request);
  const { template, weight } = request;
  const space = shapeSpace(template);
  const solver: Solver = { space, goal: goalOf(space, request), iterations: 0 };
  const start = Float64Array.from(space.parameters, ({ name }) => from[name] ?? 0);
  const values = meetAgain(solver, start);
  const positions = onTheFloor(positionsAt(space, values));
  const closing = close(template, positions, solver.goal.targets, 0, weight);
  if (closing.outOfReach.some(({ off }) => Math.abs(off) > LOST)) return fitToMeasurements(request);
  return {
    ...closing,
    positions,
    coefficients: Object.fromEntries(space.parameters.map(({ name }, i) => [name, values[i] as number])),
    untangled: false,
    iterations: solver.iterations,
  };
}
