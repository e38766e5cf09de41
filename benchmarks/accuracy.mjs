// How true the bodies are to their numbers, each figure with what it was tested on.
//
//   npm run accuracy -- --data <ansur2.csv>              everything; writes CSV and the tables of docs/accuracy.md
//   npm run accuracy -- --data <ansur2.csv> --people 60  a sample of the people, to a folder of its own, unless --page
//   npm run accuracy                                     solids only
//   npm run accuracy -- --photos                         photos of people who do not exist; writes its CSV and section
//   npm run accuracy -- --photos 20 --cache <folder>     a few, to a folder of its own; photos once drawn are kept
//
// The people are the fifth of the survey that scripts/ansur.mjs keeps from the statistics. The table is not part of the
// product and is never copied: its path is given here and nowhere else.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBodyTypes } from './accuracy/body-types.mjs';
import { conditions } from './accuracy/conditions.mjs';
import { pageSections, readResults, withSections, writePage } from './accuracy/document.mjs';
import { csv } from './accuracy/figures.mjs';
import {
  buildPeople,
  closingOfMeasures,
  closingOfPeople,
  othersFromFour,
  weightOfMeshes,
} from './accuracy/meshes.mjs';
import { readPeople, sample } from './accuracy/people.mjs';
import { measurePhotos, SITTERS } from './accuracy/photos/run.mjs';
import { measureSolids } from './accuracy/solids.mjs';
import { measureStatistics } from './accuracy/statistics.mjs';

// `--photos` may stand without a number.
const args = process.argv
  .slice(2)
  .map((arg, at, all) =>
    arg === '--photos' && !/^\d/.test(all[at + 1] ?? '') ? `--photos=${SITTERS}` : arg,
  );
const { values: options } = parseArgs({
  args,
  options: {
    photos: { type: 'string' },
    cache: { type: 'string' },
    model: { type: 'string' },
    'draw-only': { type: 'boolean', default: false },
    'no-meshes': { type: 'boolean', default: false },
    data: { type: 'string' },
    people: { type: 'string' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string' },
    page: { type: 'boolean', default: false },
  },
});
const count = (name, most) => {
  const value = Number(options[name]);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  console.error(`accuracy: --${name} must be a whole number from 1 to ${most}.`);
  process.exit(2);
};
if (options.photos !== undefined) {
  const sitters = count('photos', 100_000);
  const page = options.out === undefined && !options['no-meshes'] && (sitters >= 100 || options.page);
  await measurePhotos({
    sitters,
    processes: count('threads', 64),
    cache: options.cache,
    model: options.model,
    drawOnly: options['draw-only'],
    meshes: !options['no-meshes'],
    out: options.out ?? (page ? 'benchmarks/results' : 'benchmarks/results/local'),
    page,
  });
  process.exit();
}
const people = options.people === undefined ? undefined : count('people', 1_000_000);
const threads = count('threads', 64);
const whole = options.data !== undefined && (people === undefined || options.page);
const out = options.out ?? (whole ? 'benchmarks/results' : 'benchmarks/results/local');
const startedAt = performance.now();

mkdirSync(out, { recursive: true });
const keep = (name, rows) => writeFileSync(join(out, `accuracy-${name}.csv`), csv(rows));

keep('solids', measureSolids());
keep('conditions', [conditions()]);
const made = ['conditions', 'solids'];
if (options.data === undefined) {
  console.error(
    'accuracy: only solids were measured; people need an ANSUR II table in CSV, given with --data <file> (it is public, and no part of this repository).',
  );
} else {
  const { seen, unseen } = readPeople(options.data);
  keep('statistics', measureStatistics(seen, unseen));
  keep('body-type', measureBodyTypes(unseen));
  let told = 0;
  const built = await buildPeople(sample(unseen, people), threads, (done, all) => {
    if (done < all && performance.now() - told < 15_000) return;
    told = performance.now();
    console.error(`accuracy: ${done} of ${all} people built`);
  });
  keep('closing-people', closingOfPeople(built));
  keep('closing-measures', closingOfMeasures(built));
  keep('four', othersFromFour(built, seen));
  keep('weight', weightOfMeshes(built));
  made.push('statistics', 'body-type', 'closing-people', 'closing-measures', 'four', 'weight');
}
const results = readResults(out, made);
console.log(pageSections(results));
console.log(
  `\nCSV in ${out}; ${((performance.now() - startedAt) / 1000).toFixed(0)} s with ${threads} threads.`,
);
if (whole && options.out === undefined) writePage(withSections(results));
