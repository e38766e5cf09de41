// Learns how the breadths that photos show hang on a body's measures, from bodies of our own template drawn from the
// population (both sexes, BMI 17 to 40), and writes src/photo/photo-statistics.ts. Coefficients only.
//   npm run build && node packages/body/scripts/fit-photo-model.mjs [bodies a sex, default 700]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fitToMeasurements } from '../dist/fit/fit-to-measurements.js';
import { armsTowards, loadTemplate, measureBody, poseBody, variableIndex } from '../dist/index.js';
import { drawPerson, randomFrom } from '../dist/photo/draw-person.js';
import { meshRows } from '../dist/photo/mesh-rows.js';
import { featuresOf, PHOTO_FEATURES } from '../dist/photo/photo-features.js';
import { MODEL_VARIABLES } from '../dist/photo/photo-variables.js';

const count = Number(process.argv[2] ?? 700);
const bytes = new Uint8Array(readFileSync(new URL('../dist/template.bin', import.meta.url)));
const RIDGE = 0.003;

const models = {};
for (const sex of ['female', 'male']) {
  const template = loadTemplate(bytes, sex);
  const random = randomFrom(sex === 'female' ? 20_261 : 20_262);
  const rows = [];
  while (rows.length < count) {
    const person = drawPerson(sex, random, { bmi: [17, 40] });
    const body = fitToMeasurements({ template, sex, ...person });
    if (!body.closes) continue;
    const measured = measureBody(template, body.positions);
    const posed = standing(template, body.positions, random);
    const { front, side, stature } = meshRows(template, posed);
    const features = featuresOf({ front, side }).map((share) =>
      share === undefined ? NaN : share * stature * 100,
    );
    const x = MODEL_VARIABLES.map((name) =>
      name === 'sqrtWeight'
        ? Math.sqrt(body.kg)
        : (measured[name]?.cm ?? person.posterior.mean[variableIndex(name)]),
    );
    rows.push({ x, features });
    if (rows.length % 100 === 0) console.log(sex, rows.length);
  }
  models[sex] = learn(rows);
}
const quote = (values) => `'${values.join(' ')}'`;
const list = (rows) => `[\n${rows.map((row) => `      ${quote(row)},\n`).join('')}    ]`;
const text = `// Written by scripts/fit-photo-model.mjs: do not edit. Coefficients only.

/** Bodies of each sex that the model was learned from. */
export const PHOTO_MODEL_BODIES = ${count};

/**
 * Per sex: mean of each of MODEL_VARIABLES; mean of each feature (cm); a line a feature of its slopes; and a line a
 * feature of the lower triangle of the covariance of what is left (cm²).
 */
export const PHOTO_MODEL = {
${Object.entries(models)
  .map(
    ([sex, { mean, level, slopes, rest }]) =>
      `  ${sex}: {\n    mean: ${quote(mean)},\n    level: ${quote(level)},\n    slopes: ${list(slopes)},\n    rest: ${list(rest)},\n  },\n`,
  )
  .join('')}} as const;
`;
writeFileSync(fileURLToPath(new URL('../src/photo/photo-statistics.ts', import.meta.url)), text);

/** As people are asked to stand: arms 20 to 45 degrees away, legs a little apart. */
function standing(template, positions, random) {
  const arms = ((20 + 25 * random()) * Math.PI) / 180;
  const forward = 0.08 * (random() - 0.5);
  const legs = (4 * random() * Math.PI) / 180;
  const aboutZ = (angle) => [0, 0, Math.sin(angle / 2), Math.cos(angle / 2)];
  const posed = poseBody(template, positions, {
    ...armsTowards(template, positions, [Math.sin(arms), -Math.cos(arms), forward + 0.04]),
    LeftUpLeg: aboutZ(legs),
    LeftFoot: aboutZ(-legs),
    RightUpLeg: aboutZ(-legs),
    RightFoot: aboutZ(legs),
  }).positions;
  let floor = Infinity;
  for (let i = 1; i < posed.length; i += 3) floor = Math.min(floor, posed[i]);
  return posed.map((value, i) => (i % 3 === 1 ? value - floor : value));
}

/** Ridge regression of each feature on standardised variables; where a feature is missing the body is left out. */
function learn(rows) {
  const size = MODEL_VARIABLES.length;
  const mean = Array.from({ length: size }, (_, v) => average(rows.map(({ x }) => x[v])));
  const spread = mean.map((m, v) => Math.sqrt(average(rows.map(({ x }) => (x[v] - m) ** 2))));
  const level = [];
  const slopes = [];
  const residuals = rows.map(() => []);
  for (let f = 0; f < PHOTO_FEATURES.length; f++) {
    const seen = rows.filter(({ features }) => Number.isFinite(features[f]));
    const centre = average(seen.map(({ features }) => features[f]));
    const z = seen.map(({ x }) => x.map((value, v) => (value - mean[v]) / spread[v]));
    const matrix = Array.from({ length: size + 1 }, (_, i) =>
      Array.from({ length: size + 1 }, (_, j) => {
        const sum = z.reduce((s, row) => s + (i ? row[i - 1] : 1) * (j ? row[j - 1] : 1), 0);
        return sum + (i === j && i > 0 ? RIDGE * seen.length : 0);
      }),
    );
    const right = Array.from({ length: size + 1 }, (_, i) =>
      z.reduce((s, row, k) => s + (i ? row[i - 1] : 1) * (seen[k].features[f] - centre), 0),
    );
    const solved = solve(matrix, right);
    level.push(round(centre + solved[0]));
    slopes.push(solved.slice(1).map((value, v) => round(value / spread[v])));
    rows.forEach(({ x, features }, k) => {
      const expected = level[f] + slopes[f].reduce((s, slope, v) => s + slope * (x[v] - mean[v]), 0);
      residuals[k].push(features[f] - expected);
    });
  }
  const rest = PHOTO_FEATURES.map((_, i) =>
    Array.from({ length: i + 1 }, (_, j) => {
      const both = residuals.filter((row) => Number.isFinite(row[i]) && Number.isFinite(row[j]));
      return round(average(both.map((row) => row[i] * row[j])));
    }),
  );
  return { mean: mean.map(round), level, slopes, rest };
}

function solve(matrix, right) {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]]);
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c; r < n; r++) if (Math.abs(a[r][c]) > Math.abs(a[best][c])) best = r;
    [a[c], a[best]] = [a[best], a[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const share = a[r][c] / a[c][c];
      for (let k = c; k <= n; k++) a[r][k] -= share * a[c][k];
    }
  }
  return a.map((row, i) => row[n] / row[i]);
}

function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(value) {
  return Number(value.toPrecision(5));
}
