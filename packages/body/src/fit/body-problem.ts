import { RECIPES, type Recipe } from '../measure/recipes.ts';
import { type Cuts, takeMeasure } from '../measure/take.ts';
import type { Trace } from '../measure/trace.ts';
import type { BodyKey } from '../measurements/population.ts';
import { measureGradient } from './derivative.ts';
import type { Expectation } from './expectation.ts';
import { type LazySurface, lazySurface } from './lazy-surface.ts';
import type { Problem } from './levenberg.ts';
import { solveLower } from './linear.ts';
import type { ShapeSpace } from './shape-space.ts';
import { volumeAt } from './shape-volume.ts';

export interface BodyGoal {
  /** To be met, cm. */
  targets: ReadonlyMap<BodyKey, number>;
  /** For everything else. */
  expectation: Expectation;
  /** Litres that the body should displace, with sigma; left out, the volume follows from the rest. */
  volume?: { litres: number; sigma: number };
  /** Added to every shape, metres: what untangling had to move. */
  correction?: Float64Array;
  /** Targets that cannot be met together with the others give way: how firmly each is held instead, cm. */
  yielding?: ReadonlyMap<BodyKey, number>;
}

/** How firmly a parameter is held to its middle, as a share of a residual of one sigma. */
const HABIT = 0.35;

/**
 * The fit as a least-squares problem over the shapes.
 * @param targetSigma how firmly targets are held against everything else, cm
 */
export function bodyProblem(space: ShapeSpace, goal: BodyGoal, targetSigma: number): Problem {
  const { parameters } = space;
  const surface = lazySurface(space, goal.correction);
  const keys = [...goal.targets.keys(), ...goal.expectation.keys];
  const wanted = Float64Array.from([...goal.targets.values(), ...goal.expectation.mean]);
  const hard = goal.targets.size;
  const sigmas = Array.from(goal.targets.keys(), (key) => goal.yielding?.get(key) ?? targetSigma);
  let traces: Trace[] = [];
  let displaced: ReturnType<typeof volumeAt> | undefined;
  return {
    lower: Float64Array.from(parameters, (p) => p.min),
    upper: Float64Array.from(parameters, (p) => p.max),
    scale: Float64Array.from(parameters, (p) => p.sigma),
    residuals(values) {
      traces = takeAll(space, surface, values, keys);
      const off = Float64Array.from(traces, (trace, i) => trace.value * 100 - (wanted[i] as number));
      const parts = [
        ...off.subarray(0, hard).map((value, i) => value / (sigmas[i] as number)),
        ...solveLower(goal.expectation.factor, off.subarray(hard)),
        ...parameters.map((p, i) => (HABIT * (values[i] as number)) / p.sigma),
      ];
      if (goal.volume) {
        displaced = volumeAt(space, values, goal.correction);
        parts.push((displaced.volume * 1000 - goal.volume.litres) / goal.volume.sigma);
      }
      return Float64Array.from(parts);
    },
    jacobian() {
      const rows = traces.map((trace) => measureGradient(space, surface, trace).map((slope) => slope * 100));
      const whitened = whitenRows(goal.expectation.factor, rows.slice(hard), parameters.length);
      const habits = parameters.map((p, i) => {
        const row = new Float64Array(parameters.length);
        row[i] = HABIT / p.sigma;
        return row;
      });
      const met = rows.slice(0, hard).map((row, i) => row.map((slope) => slope / (sigmas[i] as number)));
      const all = [...met, ...whitened, ...habits];
      if (goal.volume && displaced) {
        const scale = 1000 / goal.volume.sigma;
        all.push(displaced.gradient().map((slope) => slope * scale));
      }
      return all;
    },
  };
}

function takeAll(
  space: ShapeSpace,
  surface: LazySurface,
  coefficients: Float64Array,
  keys: readonly BodyKey[],
): Trace[] {
  surface.reshape(coefficients);
  const cuts: Cuts = new Map();
  return keys.map((key) => takeMeasure(surface, space.frame, RECIPES[key] as Recipe, cuts));
}

function whitenRows(factor: Float64Array, rows: readonly Float64Array[], n: number): Float64Array[] {
  const whitened = rows.map(() => new Float64Array(n));
  for (let p = 0; p < n; p++) {
    const column = solveLower(
      factor,
      Float64Array.from(rows, (row) => row[p] as number),
    );
    column.forEach((value, r) => {
      (whitened[r] as Float64Array)[p] = value;
    });
  }
  return whitened;
}
