// Fits the population statistics of packages/body and writes them as coefficients; no row leaves the table.
//
//   node scripts/fit-statistics.mjs --data <ansur2.csv> [--out packages/body/src/measurements/statistics.ts]
//
// One multivariate normal per sex over every tape measure that ANSUR II took, the auxiliary measures, the square
// root of the weight and the logarithm of the age. Only rows outside the held-out fifth (scripts/ansur.mjs) count.
//
// Why the square root of the weight: a fold within the training rows gave, for "weight from nine girths", a mean
// error of 1.50/1.19 kg (men/women) for the weight itself, 1.31/1.08 for its square root, 1.29/1.10 for the cube
// root and 1.36/1.18 for the logarithm; for girths from height and weight the square root is within 0.02 cm of the
// best everywhere. Girths themselves stay linear: their skew is below 0.6.
//
// The covariance is stored as its Cholesky factor, so that rounding cannot make it indefinite.
//
// Heavy people differ more than light ones, which one covariance cannot say: of women between BMI 30 and 35 only 84 %
// lay within their 90 % intervals, of those below 25 there were 93 %. So each variable carries a spread beside: the
// factor exp(level + slope · (BMI − centre)) on its conditional standard deviation. It is the maximum of the likelihood
// of the residuals of those regressions of SPREAD_GIVEN that do not contain the variable; the BMI is the one that the
// given values lead to expect, as that is what the product knows.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { regression } from '../benchmarks/regression.mjs';
import { readAnsur, SPLIT_SEED } from './ansur.mjs';

/** Our key to the survey's column; order is the order of the factor. */
const COLUMNS = {
  height: 'stature',
  shoulderWidth: 'biacromialbreadth',
  chest: 'chestcircumference',
  waistOmphalion: 'waistcircumference',
  hip: 'buttockcircumference',
  neck: 'neckcircumference',
  armLength: 'sleeveoutseam',
  inseam: 'crotchheight',
  thigh: 'thighcircumference',
  calf: 'calfcircumference',
  bicepFlexed: 'bicepscircumferenceflexed',
  forearmFlexed: 'forearmcircumferenceflexed',
  torsoLength: 'waistbacklength',
  legLength: 'trochanterionheight',
  armSpan: 'span',
  shoulderWidthBideltoid: 'bideltoidbreadth',
  chestBreadth: 'chestbreadth',
  chestDepth: 'chestdepth',
  waistBreadth: 'waistbreadth',
  waistDepth: 'waistdepth',
  hipBreadth: 'hipbreadth',
  hipDepth: 'buttockdepth',
  shoulderGirth: 'shouldercircumference',
  neckBase: 'neckcircumferencebase',
  wrist: 'wristcircumference',
  knee: 'lowerthighcircumference',
  ankle: 'anklecircumference',
  headGirth: 'headcircumference',
  headLength: 'headlength',
  headBreadth: 'headbreadth',
  neckHeight: 'cervicaleheight',
  shoulderHeight: 'acromialheight',
  armpitHeight: 'axillaheight',
  chestHeight: 'chestheight',
  iliacCrestHeight: 'iliocristaleheight',
  navelHeight: 'waistheightomphalion',
  hipHeight: 'buttockheight',
  kneeHeight: 'kneeheightmidpatella',
  ankleHeight: 'lateralmalleolusheight',
  wristHeight: 'wristheight',
  upperArmLength: 'shoulderelbowlength',
  handLength: 'handlength',
  footLength: 'footlength',
};

const VARIABLES = ['sqrtWeight', 'logAge', ...Object.keys(COLUMNS)];

function vector(row) {
  const tape = Object.values(COLUMNS).map((name) => row.columns[name]);
  return [Math.sqrt(row.weightKg), Math.log(row.age), ...tape];
}

function normalOf(rows) {
  const size = VARIABLES.length;
  const points = rows.map(vector);
  const mean = Array.from(
    { length: size },
    (_, i) => points.reduce((sum, p) => sum + p[i], 0) / points.length,
  );
  const factor = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let value =
        points.reduce((sum, p) => sum + (p[i] - mean[i]) * (p[j] - mean[j]), 0) / (points.length - 1);
      for (let k = 0; k < j; k++) value -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(value) : value / factor[j][j];
    }
  }
  return { mean, factor };
}

/** What people give; a variable's spread is fitted on all of these that do not contain it. */
const SPREAD_GIVEN = [
  ['height', 'sqrtWeight'],
  ['height', 'chest', 'waistOmphalion', 'hip'],
  ['chest', 'waistOmphalion', 'hip'],
];
/** BMI at which the level is meant, and beyond which the spread grows or shrinks no further. */
const SPREAD_CENTRE = 27;
const SPREAD_SPAN = [18, 42];
/** Residuals beyond so many standard deviations count as this many: one slip must not widen everybody. */
const OUTLIER = 3.5;

/** For each variable the residuals in their standard deviations, each with the BMI that was to be expected. */
function residuals(rows) {
  const points = rows.map(vector);
  const found = VARIABLES.map(() => []);
  for (const given of SPREAD_GIVEN) {
    const inputs = points.map((point) => given.map((name) => point[VARIABLES.indexOf(name)]));
    const expected = VARIABLES.map((_, i) => {
      const line = regression(
        inputs,
        points.map((point) => point[i]),
      );
      return inputs.map(line);
    });
    const [root, height] = ['sqrtWeight', 'height'].map((name) => expected[VARIABLES.indexOf(name)]);
    const bmi = root.map((value, at) => value ** 2 / (height[at] / 100) ** 2);
    for (const [i, name] of VARIABLES.entries()) {
      if (given.includes(name)) continue;
      const off = points.map((point, at) => point[i] - expected[i][at]);
      const sigma = Math.sqrt(off.reduce((sum, value) => sum + value * value, 0) / off.length);
      for (const [at, value] of off.entries()) found[i].push({ bmi: bmi[at], z: value / sigma });
    }
  }
  return found;
}

/** Level and slope of the logarithm of the spread, by Fisher's scoring. */
function spreadOf(pairs) {
  let [level, slope] = [0, 0];
  const [low, high] = SPREAD_SPAN;
  const at = pairs.map(({ bmi, z }) => ({ x: Math.min(high, Math.max(low, bmi)) - SPREAD_CENTRE, z }));
  for (let round = 0; round < 30; round++) {
    let [n, sx, sxx, g, gx] = [0, 0, 0, 0, 0];
    for (const { x, z } of at) {
      const scaled = Math.min(OUTLIER, Math.abs(z) / Math.exp(level + slope * x)) ** 2 - 1;
      n += 2;
      sx += 2 * x;
      sxx += 2 * x * x;
      g += scaled;
      gx += scaled * x;
    }
    const determinant = n * sxx - sx * sx;
    level += (sxx * g - sx * gx) / determinant;
    slope += (n * gx - sx * g) / determinant;
  }
  return { level, slope };
}

const short = (value, digits) => String(Number(value.toFixed(digits)));

/** Lines of at most 104 characters, so that the file stays readable in a diff. */
function wrapped(values, indent) {
  const lines = [];
  let line = '';
  for (const value of values) {
    if (line.length + value.length + 2 > 104) {
      lines.push(line);
      line = '';
    }
    line += `${line ? ', ' : ''}${value}`;
  }
  lines.push(line);
  return lines.map((text) => `${indent}${text},`).join('\n');
}

function block(sex, rows) {
  const { mean, factor } = normalOf(rows);
  const spreads = residuals(rows).map(spreadOf);
  const lower = factor.flatMap((line, i) => line.slice(0, i + 1).map((value) => short(value, 4)));
  return `  ${sex}: {
    count: ${rows.length},
    mean: [
${wrapped(
  mean.map((value) => short(value, 4)),
  '      ',
)}
    ],
    factor: [
${wrapped(lower, '      ')}
    ],
    spreadLevel: [
${wrapped(
  spreads.map(({ level }) => short(level, 4)),
  '      ',
)}
    ],
    spreadSlope: [
${wrapped(
  spreads.map(({ slope }) => short(slope, 5)),
  '      ',
)}
    ],
  },`;
}

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../packages/body/src/measurements/statistics.ts', import.meta.url)),
    },
  },
});
if (!options.data) {
  console.error('usage: node scripts/fit-statistics.mjs --data <ansur2.csv> [--out file.ts]');
  process.exit(2);
}

const rows = readAnsur(options.data);
const seen = rows.filter((row) => !row.heldOut);
const ages = seen.map((row) => row.age);
const bmi = (row) => row.weightKg / (row.columns.stature / 100) ** 2;

writeFileSync(
  options.out,
  `// Written by scripts/fit-statistics.mjs: do not edit. Coefficients only, no person's row.

/** What the coefficients rest on. */
export const STATISTICS_PROVENANCE = {
  survey: 'ANSUR II (Anthropometric Survey of US Army Personnel, 2010 to 2012, Natick/TR-15/007), public use',
  people: ${seen.length},
  heldOut: ${rows.length - seen.length},
  heldOutSeed: '${SPLIT_SEED}',
  ages: [${Math.min(...ages)}, ${Math.max(...ages)}],
  aboveBmi35: ${seen.filter((row) => bmi(row) > 35).length},
} as const;

/** Order of means and of the factor. cm, except the square root of the weight in kg and ln of the age in years. */
export const STATISTICS_VARIABLES = [
${VARIABLES.map((name) => `  '${name}',`).join('\n')}
] as const;

/** The body mass index at which the level of a spread is meant, and where it stops to change; kg/m². */
export const SPREAD_BMI = { centre: ${SPREAD_CENTRE}, low: ${SPREAD_SPAN[0]}, high: ${SPREAD_SPAN[1]} } as const;

export interface SexStatistics {
  count: number;
  mean: readonly number[];
  /** The lower triangle, row by row, of the Cholesky factor of the covariance. */
  factor: readonly number[];
  /** Of the logarithm of the factor on each conditional standard deviation: at the central BMI, and for each kg/m². */
  spreadLevel: readonly number[];
  spreadSlope: readonly number[];
}

export const STATISTICS: Readonly<Record<'female' | 'male', SexStatistics>> = {
${block(
  'female',
  seen.filter((row) => row.sex === 'female'),
)}
${block(
  'male',
  seen.filter((row) => row.sex === 'male'),
)}
};
`,
);
console.log(
  `${seen.length} people fitted, ${rows.length - seen.length} held out, ${VARIABLES.length} variables`,
);
console.log(options.out);
