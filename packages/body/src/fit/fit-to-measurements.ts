/**
 * From measurements to a shape.
 *
 * Where the time of a fit to four measures went, and goes (ms, one idle core, median of eight people): 82 → 39.
 * Self-intersection 45 → 11 (mesh/mirror.ts: the left half answers for both; mesh/even-fan.ts: neighbours by corner).
 * Volume and its slope 12 → 6 (the left half twice). Putting the body on the floor 5 → 0.2 (a typed loop for a
 * callback). Tried and left: ending the loose stage at a gain of 10 % saves a step in seven, but one person in 500 no
 * longer closes; grid cells of 1 or 1.5 triangles instead of 2 cost 10 to 40 % more.
 */
import { MESH_KEYS, RECIPES } from '../measure/recipes.ts';
import type { Sex } from '../measurements/definitions.ts';
import type { Gaussian } from '../measurements/gaussian.ts';
import { type BodyKey, population, variableIndex } from '../measurements/population.ts';
import type { BodyTemplate } from '../template/template.ts';
import type { BodyGoal } from './body-problem.ts';
import { BODY_DENSITY, type Closing, close } from './closing.ts';
import { expectationOf, isTrusted } from './expectation.ts';
import { firstShape, meetAgain, type Solver } from './meet-targets.ts';
import { positionsAt, type ShapeSpace, shapeSpace } from './shape-space.ts';
import { untangle } from './untangle.ts';

export interface FitRequest {
  template: BodyTemplate;
  /** Whose template it is. */
  sex: Sex;
  /** What the body must measure, cm. */
  targets: Readonly<Partial<Record<BodyKey, number>>>;
  /** The population of the person's sex over `POPULATION_VARIABLES`, conditioned on everything that is known. */
  posterior: Gaussian;
  /** The expected weight, given or inferred. */
  weight?: { kg: number; sigma: number };
}

export interface FittedBody extends Closing {
  /** xyz of each template vertex, metres, soles at y = 0. */
  positions: Float32Array;
  /** Coefficient of each shape, by name. */
  coefficients: Readonly<Record<string, number>>;
  /** True when the shapes alone cut themselves and vertices had to be moved. */
  untangled: boolean;
  iterations: number;
}

/** Untangling moves vertices, which moves measures: fit and untangle at most so often in turn. */
const UNTANGLE_ROUNDS = 4;

/**
 * Finds the shape that measures what was asked, and is otherwise what the statistics expect of such a person.
 *
 * Levenberg–Marquardt over the template's shapes. A target counts as met within a hundredth of a centimetre; all
 * other measures of the mesh follow the conditioned population with its covariance, the volume follows the
 * weight. The same request gives the same body. The result is measured again: `outOfReach` lists the targets that
 * no shape of the template meets, with how far off they stay.
 *
 * Measures without a recipe (flexed arms, bideltoid) cannot be targets; they still speak through `posterior`.
 */
export function fitToMeasurements(request: FitRequest): FittedBody {
  const { template, posterior, weight } = request;
  const space = shapeSpace(template);
  const goal = goalOf(space, request);
  const solver: Solver = { space, goal, iterations: 0 };
  let values = firstShape(solver, [startAt(space, posterior), new Float64Array(space.parameters.length)]);
  let positions = template.positions;
  let left = 0;
  for (let round = 0; round <= UNTANGLE_ROUNDS; round++) {
    if (round > 0) values = meetAgain(solver, values);
    positions = onTheFloor(positionsAt(space, values, goal.correction));
    const moved = untangle(space, positions, round === UNTANGLE_ROUNDS ? 0 : undefined);
    left = moved ? moved.before : 0;
    if (!moved || round === UNTANGLE_ROUNDS) break;
    const before = goal.correction;
    goal.correction = before ? moved.correction.map((v, i) => v + (before[i] as number)) : moved.correction;
  }
  return {
    ...close(template, positions, goal.targets, left, weight),
    positions,
    coefficients: Object.fromEntries(space.parameters.map(({ name }, i) => [name, values[i] as number])),
    untangled: goal.correction !== undefined,
    iterations: solver.iterations,
  };
}

/** What the solver is to reach for a request. */
export function goalOf(space: ShapeSpace, { targets: asked, posterior, sex, weight }: FitRequest): BodyGoal {
  const targets = new Map(
    MESH_KEYS.filter((key) => asked[key] !== undefined && RECIPES[key]).map((key) => [
      key,
      asked[key] as number,
    ]),
  );
  const goal: BodyGoal = {
    targets,
    expectation: expectationOf(
      posterior,
      population(sex),
      (key) => space.base[key]?.cm ?? 0,
      MESH_KEYS.filter((key) => !targets.has(key) && isTrusted(key)),
    ),
  };
  if (weight)
    goal.volume = { litres: weight.kg / BODY_DENSITY, sigma: Math.max(1, weight.sigma) / BODY_DENSITY };
  return goal;
}

/** Starts a step towards slim or heavy, so that the first slopes are those of such a body. */
export function startAt(space: ShapeSpace, posterior: Gaussian): Float64Array {
  const stature = (posterior.mean[variableIndex('height')] as number) / 100;
  const kg = (posterior.mean[variableIndex('sqrtWeight')] as number) ** 2;
  const bodyMassIndex = kg / (stature * stature);
  return Float64Array.from(space.parameters, ({ name, max }) => {
    if (name === 'slim') return Math.min(max, Math.max(0, (25 - bodyMassIndex) / 8));
    if (name === 'heavy') return Math.min(max, Math.max(0, (bodyMassIndex - 25) / 11));
    return 0;
  });
}

/** The same with the soles at y = 0. */
export function onTheFloor(positions: Float64Array): Float32Array {
  let floor = Number.POSITIVE_INFINITY;
  for (let i = 1; i < positions.length; i += 3) floor = Math.min(floor, positions[i] as number);
  const standing = new Float32Array(positions);
  for (let i = 1; i < standing.length; i += 3) standing[i] = (positions[i] as number) - floor;
  return standing;
}
