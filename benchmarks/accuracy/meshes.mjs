// (b) and (d): bodies of people whom the statistics never saw, measured again on the exported file.
import { Worker } from 'node:worker_threads';
import { average, share, sizes } from './figures.mjs';
import { cmOrDerived, groups, predictor } from './people.mjs';
import { baselines } from './statistics.mjs';

const FOUR = ['height', 'chest', 'waistOmphalion', 'hip'];

/** The fifteen of the interface; the waist is the survey's, the relaxed arm girths are made from its tensed ones. */
export const ALL = [
  'height',
  'shoulderWidth',
  'chest',
  'waistOmphalion',
  'hip',
  'neck',
  'armLength',
  'inseam',
  'thigh',
  'calf',
  'bicep',
  'forearm',
  'torsoLength',
  'legLength',
  'armSpan',
];

const CASES = { all: ALL, four: FOUR };

/** How far a re-measured body may be off what was asked for, cm. */
const CLOSE = 0.1;

/** Builds every person's bodies in `threads` threads; results in the order of the people. */
export async function buildPeople(people, threads, progress) {
  const built = Array.from({ length: people.length });
  let done = 0;
  const lanes = Array.from({ length: threads }, (_, lane) =>
    people.map((row, at) => ({ row, at })).filter(({ at }) => at % threads === lane),
  );
  await Promise.all(
    lanes.map(
      (lane) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL('mesh-worker.mjs', import.meta.url), {
            workerData: { people: lane, cases: CASES },
          });
          worker.on('message', ({ at, cases }) => {
            built[at] = { row: people[at], ...cases };
            progress(++done, people.length);
          });
          worker.on('error', reject);
          worker.on('exit', (code) =>
            code === 0 ? resolve() : reject(new Error(`A thread ended with ${code}.`)),
          );
        }),
    ),
  );
  return built;
}

/** Every measure within 0.1 cm, a closed skin that does not cut itself; by sex and band. */
export function closingOfPeople(built) {
  const good = built.filter(({ all }) => !all.refused);
  const off = ({ row, all }) => ALL.map((key) => Math.abs(all.tape[key] - cmOrDerived(row, key)));
  const missed = ({ row, all }) =>
    ALL.filter((key) => !(Math.abs(all.tape[key] - cmOrDerived(row, key)) <= CLOSE));
  return groups(built).map(({ sex, bmi, list }) => {
    const there = list.filter((one) => good.includes(one));
    return {
      sex,
      bmi,
      people: list.length,
      refused: list.length - there.length,
      allWithin: share(there, (one) => missed(one).length === 0),
      missedUntold: share(there, (one) => missed(one).some((key) => !one.all.outOfReach.includes(key))),
      worst: Math.max(...there.flatMap(off)),
      cutThemselves: share(there, ({ all }) => all.selfIntersections > 0),
      notClosed: share(there, ({ all }) => all.openEdges > 0),
    };
  });
}

/** Closing error of each measure when all are given. */
export function closingOfMeasures(built) {
  const good = built.filter(({ all }) => !all.refused);
  return ALL.flatMap((key) =>
    groups(good.map(({ row, all }) => ({ row, error: all.tape[key] - cmOrDerived(row, key) }))).map(
      ({ sex, bmi, list }) => {
        const errors = list.map(({ error }) => error);
        const within = share(errors, (error) => Math.abs(error) <= CLOSE);
        return { measure: key, sex, bmi, people: list.length, within, ...sizes(errors) };
      },
    ),
  );
}

const REGRESSED = ['height', 'weight', 'age'];

/**
 * The other measures of the mesh when only four are given, beside two regressions: on the same four, which nothing
 * linear can beat, and on height, weight and age, which every photo method must.
 */
export function othersFromFour(built, seen) {
  const good = built.filter(({ four }) => !four.refused);
  const keys = ALL.filter((key) => !FOUR.includes(key) && key !== 'bicep' && key !== 'forearm');
  return keys.flatMap((key) => {
    const lines = baselines(seen, FOUR, key);
    const common = baselines(seen, REGRESSED, key);
    const results = good.map(({ row, four }) => ({
      row,
      error: four.tape[key] - cmOrDerived(row, key),
      base: lines[row.sex](FOUR.map((name) => cmOrDerived(row, name))) - cmOrDerived(row, key),
      common: common[row.sex](REGRESSED.map((name) => predictor(row, name))) - cmOrDerived(row, key),
    }));
    return groups(results).map(({ sex, bmi, list }) => ({
      measure: key,
      sex,
      bmi,
      people: list.length,
      ...sizes(list.map(({ error }) => error)),
      within2: share(list, ({ error }) => Math.abs(error) <= 2),
      regressionOnFour: average(list.map(({ base }) => Math.abs(base))),
      regressionOnHeightWeightAge: average(list.map(({ common: off }) => Math.abs(off))),
    }));
  });
}

/** Weight from the volume of the exported mesh; nobody's weight was given. kg. */
export function weightOfMeshes(built) {
  return Object.keys(CASES).flatMap((name) =>
    groups(built.filter((one) => !one[name].refused)).map(({ sex, bmi, list }) => {
      const errors = list.map((one) => one[name].kg - one.row.weightKg);
      return { given: name, sex, bmi, people: list.length, ...sizes(errors) };
    }),
  );
}
