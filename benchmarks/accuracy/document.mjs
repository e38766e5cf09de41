// The tables of docs/accuracy.md, from the CSV files alone, so that a test can hold the page against them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TAPE_DEFINITIONS } from '@likeness/body';
import { digits, fromCsv, table } from './figures.mjs';
import { photoSection } from './photos/section.mjs';

export const PAGE = fileURLToPath(new URL('../../docs/accuracy.md', import.meta.url));
const BEGIN = '<!-- accuracy: written by npm run accuracy -->';
const END = '<!-- accuracy: end -->';
const PHOTOS_BEGIN = '<!-- accuracy of photos: written by npm run accuracy -- --photos -->';
const PHOTOS_END = '<!-- accuracy of photos: end -->';

/** All results there are. */
export const RESULTS = [
  'conditions',
  'solids',
  'statistics',
  'body-type',
  'closing-people',
  'closing-measures',
  'four',
  'weight',
];

/** Rows by the name of the result. */
export function readResults(folder, names = RESULTS) {
  return Object.fromEntries(
    names.map((name) => [name, fromCsv(readFileSync(join(folder, `accuracy-${name}.csv`), 'utf8'))]),
  );
}

/** The page with its tables as these results say. */
export function withSections(results, page = readFileSync(PAGE, 'utf8')) {
  return between(page, BEGIN, END, pageSections(results));
}

/** The page with what is said of photos as these results say. */
export function withPhotoSection(results, page = readFileSync(PAGE, 'utf8')) {
  return between(page, PHOTOS_BEGIN, PHOTOS_END, photoSection(results));
}

export const writePage = (page) => writeFileSync(PAGE, page);

function between(page, begin, end, content) {
  const [before, rest = ''] = page.split(begin);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`docs/accuracy.md lacks "${begin}" or "${end}".`);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}

const label = (key) => (key === 'weight' ? 'Weight, kg' : TAPE_DEFINITIONS[key].label);
const pair = (find, field, n = 2) =>
  ['male', 'female'].map((sex) => digits(find(sex)?.[field], n)).join(' / ');
const unique = (rows, field) => [...new Set(rows.map((row) => row[field]))];

function conditions([row]) {
  return `Template ${row.template}, Node ${row.node}; statistics of ${row.fittedOn} people, ${row.heldOut} kept from them (split \`${row.split}\`).`;
}

function solids(rows) {
  const shapes = unique(rows, 'shape').map((shape) => {
    const own = rows.filter((row) => row.shape === shape);
    const most = (field) => digits(Math.max(...own.map((row) => Math.abs(row[field]))), 4);
    return [shape, own.length, most('ourError'), most('secondTapeError')];
  });
  return `### Solids

Tested on: ${rows.length} cuts through cylinders, cones and ellipsoids of the size of trunks and limbs, whose girths have a
formula. Largest error, cm (aim 0.05).

${table(['Solid', 'Cuts', 'Our tape', 'Second tape'], shapes)}`;
}

function closing(people, measures, [{ heldOut }]) {
  const all = people.filter((row) => row.bmi === 'all');
  const total = all.reduce((sum, row) => sum + row.people, 0);
  const mean = (field) => all.reduce((sum, row) => sum + row[field] * row.people, 0) / total;
  const everyone = {
    people: total,
    refused: all.reduce((sum, row) => sum + row.refused, 0),
    worst: Math.max(...all.map((row) => row.worst)),
    ...Object.fromEntries(
      ['allWithin', 'missedUntold', 'cutThemselves', 'notClosed'].map((field) => [field, mean(field)]),
    ),
  };
  const groups = [everyone, ...people].map((row) => [
    row.sex ? `${row.sex === 'male' ? 'Men' : 'Women'}, BMI ${row.bmi}` : 'Everyone',
    row.people,
    row.refused,
    digits(row.allWithin, 1),
    digits(row.missedUntold, 1),
    digits(row.worst, 3),
    digits(row.cutThemselves, 1),
    digits(row.notClosed, 1),
  ]);
  const each = unique(measures, 'measure').map((key) => {
    const find = (sex) => measures.find((row) => row.measure === key && row.sex === sex && row.bmi === 'all');
    return [
      label(key),
      ...['within', 'p50', 'p90', 'p95', 'max'].map((f) => pair(find, f, f === 'within' ? 1 : 3)),
    ];
  });
  return `### Closing: fifteen measures given

Tested on: ${total} people of ANSUR II whom the statistics never
saw${total < heldOut ? `, an even sample of the ${heldOut}` : ''}. Each body was exported as GLB, parsed, dequantised,
welded, and measured by the second tape. Aim: every measure within 0.1 cm in 99 % of people. The waist is
the survey's (navel); relaxed arm girths are its tensed ones times the package's factor. *Missed untold*: a measure is
off, and the answer that came with the body did not list it as out of reach. *Skin not closed*: stored coordinates are
whole numbers, and two vertices that lie close fell on one.

${table(['People', 'n', 'Refused', 'All fifteen within 0.1 cm, %', 'Missed untold, %', 'Worst, cm', 'Skin cuts itself, %', 'Skin not closed, %'], groups)}

Men / women, cm:

${table(['Measure', 'Within 0.1, %', 'P50', 'P90', 'P95', 'Largest'], each)}`;
}

function four(rows) {
  const lines = unique(rows, 'measure').map((key) => {
    const find = (sex) => rows.find((row) => row.measure === key && row.sex === sex && row.bmi === 'all');
    return [
      label(key),
      ...['mae', 'regressionOnFour', 'regressionOnHeightWeightAge', 'p50', 'p90', 'p95'].map((f) =>
        pair(find, f),
      ),
      pair(find, 'within2', 0),
    ];
  });
  return `### Height, chest, waist and hip given: the other measures of the mesh

Tested on: the same people and the same way: what the second tape reads off the exported file, against what the survey's
measurers read off the person. Men / women, cm. The two regressions were fitted in the same run on the people that the
statistics rest on.

${table(['Measure', 'Mean error', 'Regression on the four', 'Regression on height, weight, age', 'P50', 'P90', 'P95', 'Within 2 cm, %'], lines)}`;
}

function weight(rows) {
  const names = { all: 'fifteen measures', four: 'height, chest, waist, hip' };
  const lines = unique(rows, 'given').flatMap((given) =>
    unique(rows, 'bmi').map((bmi) => {
      const find = (sex) => rows.find((row) => row.given === given && row.bmi === bmi && row.sex === sex);
      return [
        `${names[given]}; BMI ${bmi}`,
        ...['people', 'mae', 'bias', 'p90'].map((f) => pair(find, f, f === 'people' ? 0 : 1)),
      ];
    }),
  );
  return `### Weight from the volume of the mesh

Tested on: the same files, volume times 1.04 kg a litre; no weight was given. Men / women, kg. Aim: mean error 2.5.

${table(['Given', 'n', 'Mean error', 'Bias', 'P90'], lines)}`;
}

function coverage(rows) {
  const mean = (list) => list.reduce((sum, row) => sum + row.coverage90, 0) / list.length;
  const lines = unique(rows, 'given').map((given) => [
    given.replaceAll('+', ', '),
    ...unique(rows, 'bmi').map((bmi) =>
      ['male', 'female']
        .map((sex) =>
          digits(mean(rows.filter((row) => row.given === given && row.bmi === bmi && row.sex === sex)), 1),
        )
        .join(' / '),
    ),
  ]);
  return `### 90 % intervals: how often the truth lies in them

Tested on: everybody whom the statistics never saw, from tape measures to tape measures, without a mesh. Men / women,
mean over all measures that were not given, by BMI, %. Aim 88 to 92. With height alone nobody can know who is heavy, so that row cannot hold by BMI.

${table(['Given', ...unique(rows, 'bmi').map((band) => (band === 'all' ? 'all' : `BMI ${band}`))], lines)}`;
}

function types(rows) {
  const lines = rows.map((row) => [
    `${row.sex === 'male' ? 'Men' : 'Women'}, sigma ${row.sigma} cm`,
    row.people,
    ...['hardAgrees', 'ourAgrees', 'promised', 'borderline', 'clearAgrees'].map((field) =>
      digits(row[field], 1),
    ),
  ]);
  return `### Body type under noise

Tested on: everybody whom the statistics never saw; every girth that the rules compare is off by noise of the given
sigma, and the type is held against that of the true girths, %. Girths that the survey lacks (natural and ISO waist, high hip) are the package's own
functions of those it has.

${table(['People', 'n', 'Plain rule agrees', 'Ours agrees', 'Ours promised', 'Called borderline', 'The others agree'], lines)}`;
}

/** Tables of the results that are there. */
export function pageSections(results) {
  return [
    conditions(results.conditions),
    results.solids && solids(results.solids),
    results['closing-people'] &&
      closing(results['closing-people'], results['closing-measures'], results.conditions),
    results.four && four(results.four),
    results.weight && weight(results.weight),
    results.statistics && coverage(results.statistics),
    results['body-type'] && types(results['body-type']),
  ]
    .filter(Boolean)
    .join('\n\n');
}
