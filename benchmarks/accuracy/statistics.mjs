// (c) From tape measures to tape measures: how well the statistics complete a person, and how honest the intervals are.
//
// Beside ours stands the ordinary least squares regression of each measure on the same given ones, fitted on the same
// people: with exact values the two must agree, as the conditional mean of a normal is that regression; what ours adds
// is any subset from one model, errors of the given values, and intervals.
import { complete, TAPE_DEFINITIONS } from '@likeness/body';
import { regression } from '../regression.mjs';
import { average, share, sizes } from './figures.mjs';
import { cm, groups, predictor, randomNumbers, SURVEYED, truth } from './people.mjs';

const FOUR = ['height', 'chest', 'waistOmphalion', 'hip'];

/** What is given; every given tape measure as it is in the table, with sigma 0, unless `tape`. */
export const SUBSETS = [
  { name: 'height', given: ['height'] },
  { name: 'height+weight', given: ['height', 'weight'] },
  { name: 'height+weight+age', given: ['height', 'weight', 'age'] },
  { name: 'height+weight+age, sex unknown', given: ['height', 'weight', 'age'], hideSex: true },
  { name: 'height+chest+waist+hip', given: FOUR },
  { name: 'height+chest+waist+hip, tape noise', given: FOUR, tape: true },
  { name: 'height+chest+waist+hip+weight', given: [...FOUR, 'weight'] },
  {
    name: 'height+chest+waist+hip+neck+inseam+armLength+thigh',
    given: [...FOUR, 'neck', 'inseam', 'armLength', 'thigh'],
  },
];

function knownOf(row, { given, tape, hideSex }, normal) {
  const measurements = {};
  for (const key of given.filter((name) => name in TAPE_DEFINITIONS)) {
    const sigma = tape ? TAPE_DEFINITIONS[key].tapeSigma : 0;
    measurements[key] = { cm: cm(row, key) + sigma * normal(), sigma };
  }
  return {
    ...(hideSex ? {} : { sex: row.sex }),
    ...(given.includes('age') ? { age: row.age } : {}),
    ...(given.includes('weight') ? { weight: { kg: row.weightKg, sigma: tape ? 0.7 : 0 } } : {}),
    measurements,
  };
}

/** Regressions of `key` on the given ones, by sex; from predictors to a predictor. */
export function baselines(seen, given, key, hideSex = false) {
  return Object.fromEntries(
    ['female', 'male'].map((sex) => {
      const people = seen.filter((row) => hideSex || row.sex === sex);
      const inputs = people.map((row) => given.map((name) => predictor(row, name)));
      return [
        sex,
        regression(
          inputs,
          people.map((row) => predictor(row, key)),
        ),
      ];
    }),
  );
}

function summary(results) {
  return {
    people: results.length,
    ...sizes(results.map(({ error }) => error)),
    within2: share(results, ({ error }) => Math.abs(error) <= 2),
    coverage90: share(results, ({ covered }) => covered),
    width90: average(results.map(({ width }) => width)),
    baseline: average(results.map(({ base }) => Math.abs(base))),
  };
}

/** One row for what is given, a measure, a sex and a band. */
export function measureStatistics(seen, unseen) {
  return SUBSETS.flatMap((subset) => {
    const normal = randomNumbers(1);
    const completed = unseen.map((row) => {
      const known = knownOf(row, subset, normal);
      return { row, known, body: complete(known) };
    });
    return [...SURVEYED, 'weight']
      .filter((name) => !subset.given.includes(name))
      .flatMap((key) => {
        const lines = baselines(seen, subset.given, key, subset.hideSex);
        const results = completed.map(({ row, known, body }) => {
          const value = key === 'weight' ? body.weight : (body.measurements[key] ?? body.offered[key]);
          const actual = truth(row, key);
          const raw = lines[row.sex](
            subset.given.map((name) => known.measurements[name]?.cm ?? predictor(row, name)),
          );
          return {
            row,
            error: (key === 'weight' ? value.kg : value.cm) - actual,
            covered: value.low90 <= actual && actual <= value.high90,
            width: value.high90 - value.low90,
            base: (key === 'weight' ? raw ** 2 : raw) - actual,
          };
        });
        return groups(results).map(({ sex, bmi, list }) => ({
          given: subset.name,
          measure: key,
          sex,
          bmi,
          ...summary(list),
        }));
      });
  });
}
