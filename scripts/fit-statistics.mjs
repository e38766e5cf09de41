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
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
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

/** Means, and the lower triangle, row by row, of the Cholesky factor of the covariance. */
export const STATISTICS: Readonly<
  Record<'female' | 'male', { count: number; mean: readonly number[]; factor: readonly number[] }>
> = {
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
