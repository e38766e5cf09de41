import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { bodies } from './bodies.ts';
import { bodyQueue } from './body-queue.ts';
import { bomb } from './bomb.ts';
import { duplicates } from './duplicates.ts';
import { fleetProcesses } from './fleet-processes.ts';
import { fleetQueue } from './fleet-queue.ts';
import { fleetRows } from './fleet-rows.ts';
import { fleetStorage } from './fleet-storage.ts';
import { liveSolver } from './live-solver.ts';
import { memory } from './memory.ts';
import { photoQueue } from './photo-queue.ts';
import { photos } from './photos.ts';
import { reads } from './reads.ts';
import { statistics } from './statistics.ts';
import { studio } from './studio.ts';
import { isBusy, readConditions } from './support/conditions.ts';
import { appendCsv, printTable, type Result } from './support/results.ts';
import { agent } from './support/upload.ts';
import { uploads } from './uploads.ts';

const BENCHMARKS: readonly Benchmark[] = [
  uploads,
  duplicates,
  reads,
  memory,
  statistics,
  bomb,
  bodies,
  bodyQueue,
  liveSolver,
  photos,
  photoQueue,
  studio,
];

/** On engines of scripts/services.sh; only with `--fleet` or by name. */
const FLEET: readonly Benchmark[] = [fleetProcesses, fleetStorage, fleetRows, fleetQueue];
const ALL = [...BENCHMARKS, ...FLEET];

const USAGE = `npm run bench -- [names…] [--fleet] [--quick] [--list]
  --fleet  those of several processes on PostgreSQL, Redis, S3 and MongoDB, after scripts/services.sh up
  --quick  fewer rounds; the rows go to results/local/
  --count  how many jobs photo-queue and fleet-queue send
  --list   what there is`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    fleet: { type: 'boolean' },
    count: { type: 'string' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const count = values.count === undefined ? undefined : Number(values.count);
if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
  console.error('--count must be a whole number above 0.');
  process.exit(2);
}
const unknown = positionals.find((name) => !ALL.some((benchmark) => benchmark.name === name));

if (values.list || values.help || unknown !== undefined) {
  if (unknown !== undefined) console.error(`There is no benchmark "${unknown}".`);
  console.log(USAGE);
  for (const { name, about } of ALL) console.log(`  ${name.padEnd(17)}${about}`);
  process.exitCode = unknown === undefined ? 0 : 2;
} else {
  const usual = values.fleet ? FLEET : BENCHMARKS;
  const chosen = positionals.length === 0 ? usual : ALL.filter(({ name }) => positionals.includes(name));
  await run(chosen, values.quick ?? false);
}

async function run(benchmarks: readonly Benchmark[], quick: boolean): Promise<void> {
  const began = performance.now();
  const conditions = readConditions(quick);
  for (const [name, value] of Object.entries(conditions)) console.log(`${name.padEnd(12)} ${value}`);
  if (isBusy(conditions)) {
    console.warn(`\nTHE MACHINE IS BUSY (load ${conditions.loadAtStart}): take these numbers for a hint.`);
  }
  const results: Result[] = [];
  for (const benchmark of benchmarks) {
    console.log(`\n${benchmark.name}: ${benchmark.about}`);
    try {
      const measures = await benchmark.run({
        quick,
        ...(count === undefined ? {} : { count }),
        say: (text) => console.log(`  ${text}`),
      });
      results.push(...measures.map((measure) => ({ benchmark: benchmark.name, ...measure })));
    } catch (error) {
      console.error(error);
      process.exitCode = 1;
    }
  }
  agent.destroy();
  console.log();
  printTable(results);
  const file = appendCsv(results, conditions);
  console.log(`\n${Math.round((performance.now() - began) / 1_000)} s; rows appended to ${file}`);
}
