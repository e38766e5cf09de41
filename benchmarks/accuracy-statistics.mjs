// How well a body is completed, on people of ANSUR II whom the statistics never saw (scripts/ansur.mjs says who).
//
//   npm run build && node benchmarks/accuracy-statistics.mjs --data <ansur2.csv> [--out benchmarks/results]
//
// What is measured is the inference from tape measures to tape measures, by one survey's trained measurers; no
// mesh and no photo. Beside ours stands the ordinary least squares regression of each measure on the same given ones,
// fitted on the same 80 %: with exact values the two must agree, as the conditional mean of a normal is that
// regression; what ours adds is any subset from one model, errors of the given values, and honest intervals.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  BODY_TYPES,
  bodyType,
  complete,
  derivedFrom,
  manType,
  STATISTICS_PROVENANCE,
  TAPE_DEFINITIONS,
  TAPE_KEYS,
  womanType,
} from '@likeness/body';
import { readAnsur, SPLIT_SEED } from '../scripts/ansur.mjs';
import { regression } from './regression.mjs';

const { values: options } = parseArgs({
  options: { data: { type: 'string' }, out: { type: 'string', default: 'benchmarks/results' } },
});
if (!options.data) {
  console.error('usage: node benchmarks/accuracy-statistics.mjs --data <ansur2.csv> [--out folder]');
  process.exit(2);
}

/** Tape measures that the survey took itself: only these have a truth. */
const SURVEYED = TAPE_KEYS.filter((key) => TAPE_DEFINITIONS[key].ansur);

/** What is given; every given tape measure as it is in the table, with sigma 0, unless `tape`. */
const SUBSETS = [
  { name: 'height', given: ['height'] },
  { name: 'height+weight', given: ['height', 'weight'] },
  { name: 'height+weight+age', given: ['height', 'weight', 'age'] },
  { name: 'height+weight+age, sex unknown', given: ['height', 'weight', 'age'], hideSex: true },
  { name: 'height+chest+waist+hip', given: ['height', 'chest', 'waistOmphalion', 'hip'] },
  {
    name: 'height+chest+waist+hip, tape noise',
    given: ['height', 'chest', 'waistOmphalion', 'hip'],
    tape: true,
  },
  { name: 'height+chest+waist+hip+weight', given: ['height', 'chest', 'waistOmphalion', 'hip', 'weight'] },
  {
    name: 'height+chest+waist+hip+neck+inseam+armLength+thigh',
    given: ['height', 'chest', 'waistOmphalion', 'hip', 'neck', 'inseam', 'armLength', 'thigh'],
  },
];

/** BODY.md's regression on height, weight and age: men, women; mean absolute error in cm. */
const PUBLISHED = {
  chest: [2.4, 3.3],
  waistOmphalion: [3.2, 3.7],
  hip: [2.0, 2.3],
  neck: [1.14, 0.95],
  thigh: [1.6, 1.74],
  calf: [1.24, 1.31],
  bicepFlexed: [1.44, 1.11],
  forearmFlexed: [1.0, 0.83],
  shoulderWidth: [1.13, 1.14],
  inseam: [1.84, 1.87],
  armLength: [1.45, 1.42],
  armSpan: [3.8, 3.8],
  torsoLength: [1.6, 1.6],
};

const BANDS = [
  ['all', 0, Infinity],
  ['<25', 0, 25],
  ['25-30', 25, 30],
  ['30-35', 30, 35],
  ['>=35', 35, Infinity],
];

/** Mulberry32: small, seeded, good enough for noise. */
function randomNumbers(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

const cm = (row, key) => row.columns[TAPE_DEFINITIONS[key].ansur];
const truth = (row, key) => (key === 'weight' ? row.weightKg : cm(row, key));
const bmi = (row) => row.weightKg / (row.columns.stature / 100) ** 2;
const predictor = (row, name) =>
  name === 'weight' ? Math.sqrt(row.weightKg) : name === 'age' ? Math.log(row.age) : cm(row, name);

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

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const average = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

function summary(results) {
  const errors = results.map(({ error }) => Math.abs(error)).sort((a, b) => a - b);
  return {
    people: results.length,
    mae: average(errors),
    bias: average(results.map(({ error }) => error)),
    p50: quantile(errors, 0.5),
    p90: quantile(errors, 0.9),
    p95: quantile(errors, 0.95),
    within2: average(errors.map((error) => (error <= 2 ? 100 : 0))),
    coverage90: average(results.map(({ covered }) => (covered ? 100 : 0))),
    width90: average(results.map(({ width }) => width)),
    baseline: average(results.map(({ base }) => Math.abs(base))),
  };
}

const rows = readAnsur(options.data);
const seen = rows.filter((row) => !row.heldOut);
const unseen = rows.filter((row) => row.heldOut);
const table = [];

for (const subset of SUBSETS) {
  const normal = randomNumbers(1);
  const completed = unseen.map((row) => {
    const known = knownOf(row, subset, normal);
    return { row, known, body: complete(known) };
  });
  for (const key of [...SURVEYED, 'weight'].filter((name) => !subset.given.includes(name))) {
    const bases = Object.fromEntries(
      ['female', 'male'].map((sex) => {
        const people = seen.filter((row) => subset.hideSex || row.sex === sex);
        const inputs = people.map((row) => subset.given.map((name) => predictor(row, name)));
        return [
          sex,
          regression(
            inputs,
            people.map((row) => predictor(row, key)),
          ),
        ];
      }),
    );
    const results = completed.map(({ row, known, body }) => {
      const value = key === 'weight' ? body.weight : (body.measurements[key] ?? body.offered[key]);
      const actual = truth(row, key);
      const raw = bases[row.sex](
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
    for (const sex of ['male', 'female']) {
      for (const [band, low, high] of BANDS) {
        const group = results.filter(({ row }) => row.sex === sex && bmi(row) >= low && bmi(row) < high);
        if (group.length === 0) continue;
        const published =
          subset.name === 'height+weight+age' ? PUBLISHED[key]?.[sex === 'male' ? 0 : 1] : undefined;
        table.push({ given: subset.name, measure: key, sex, bmi: band, ...summary(group), published });
      }
    }
  }
}

/** The hard class by the rules, from girths in the order that the rules compare. */
function girthsOf(row) {
  const known = { waistOmphalion: cm(row, 'waistOmphalion'), hip: cm(row, 'hip') };
  const derived = (key) => derivedFrom(row.sex, key, known);
  const both = { chest: cm(row, 'chest'), hip: known.hip };
  return row.sex === 'female'
    ? { ...both, waistNatural: derived('waistNatural'), highHip: derived('highHip') }
    : { ...both, waist: derived('waist'), shoulderWidthBideltoid: cm(row, 'shoulderWidthBideltoid') };
}

function typesAt(sex, sigma) {
  const normal = randomNumbers(2);
  const plainType = sex === 'female' ? womanType : manType;
  const answers = unseen
    .filter((row) => row.sex === sex)
    .map((row) => {
      const girths = girthsOf(row);
      const noisy = Object.fromEntries(
        Object.entries(girths).map(([key, value]) => [key, value + sigma * normal()]),
      );
      const given = Object.entries(noisy).map(([key, value]) => [key, { cm: value, sigma }]);
      const answer = bodyType(complete({ sex, measurements: Object.fromEntries(given) }));
      const actual = plainType(girths);
      return { answer, actual, hard: plainType(noisy) };
    });
  const share = (list, test) =>
    list.length === 0 ? Number.NaN : average(list.map((one) => (test(one) ? 100 : 0)));
  const clear = answers.filter(({ answer }) => !answer.borderline);
  return {
    sex,
    sigma,
    people: answers.length,
    hardAgrees: share(answers, ({ hard, actual }) => hard === actual),
    ourAgrees: share(answers, ({ answer, actual }) => answer.type === actual),
    promised: 100 * average(answers.map(({ answer }) => answer.probabilities[answer.type])),
    borderline: share(answers, ({ answer }) => answer.borderline),
    clearAgrees: share(clear, ({ answer, actual }) => answer.type === actual),
    ...Object.fromEntries(BODY_TYPES.map((type) => [type, share(answers, ({ actual }) => actual === type)])),
  };
}
const types = ['female', 'male'].flatMap((sex) => [0, 0.5, 1, 2].map((sigma) => typesAt(sex, sigma)));

const text = (value) => (typeof value === 'number' ? String(Number(value.toFixed(3))) : (value ?? ''));
function csv(list) {
  const names = Object.keys(list[0]);
  const cell = (value) => (/[",]/.test(text(value)) ? `"${text(value)}"` : text(value));
  return `${[names.join(','), ...list.map((row) => names.map((name) => cell(row[name])).join(','))].join('\n')}\n`;
}
mkdirSync(options.out, { recursive: true });
writeFileSync(join(options.out, 'accuracy-statistics.csv'), csv(table));
writeFileSync(join(options.out, 'accuracy-body-type.csv'), csv(types));

console.log(`Tested on ${unseen.length} people of ${STATISTICS_PROVENANCE.survey}`);
console.log(
  `unseen by the ${STATISTICS_PROVENANCE.people} of the statistics (split ${SPLIT_SEED}); tape to tape, cm.`,
);
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}\n`);
const digits = (value, n = 2) => (Number.isFinite(value) ? value.toFixed(n) : '–');
for (const { name, given } of SUBSETS) {
  console.log(`given ${name}: men / women`);
  console.log(
    '  measure                   MAE          regression   P90          ±2 cm %   in 90 % interval',
  );
  for (const key of [...SURVEYED, 'weight'].filter((one) => !given.includes(one))) {
    const pair = ['male', 'female'].map((sex) =>
      table.find((row) => row.given === name && row.measure === key && row.sex === sex && row.bmi === 'all'),
    );
    const both = (field, n) => pair.map((row) => digits(row[field], n)).join(' / ');
    console.log(
      `  ${key.padEnd(24)}  ${both('mae').padEnd(12)} ${both('baseline').padEnd(12)} ${both('p90').padEnd(12)} ${both('within2', 0).padEnd(9)} ${both('coverage90', 1)}`,
    );
  }
  const covered = table.filter((row) => row.given === name && row.bmi === 'all').map((row) => row.coverage90);
  console.log(`  coverage over all of them: ${digits(average(covered), 1)} %\n`);
}
console.log('body types: noise of sigma on every girth; agreement with the class of the true girths, %');
for (const row of types) {
  console.log(
    `  ${row.sex.padEnd(7)} sigma ${row.sigma}: hard rule ${digits(row.hardAgrees, 1)}, ours ${digits(row.ourAgrees, 1)} (promised ${digits(row.promised, 1)}), borderline ${digits(row.borderline, 1)}, the others agree ${digits(row.clearAgrees, 1)}`,
  );
}
