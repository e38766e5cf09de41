// `npm test`: everything that has to hold before a change lands, in the order of how fast it tells.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { useServices } from './services-env.mjs';

// Those that run already; `npm test` itself starts none.
useServices();

const POSTGRES_15 = '/usr/lib/postgresql/15/bin/postgres';
const CI = process.env.CI === 'true';
// `npm test -- unit` runs the steps whose names begin so.
const wanted = process.argv.slice(2);
const results = mkdtempSync(join(tmpdir(), 'likeness-results-'));
const bin = (name) => join('node_modules', '.bin', name);
const node = (...args) => [process.execPath, args];
const vitest = (project) => ({
  name: project,
  command: [
    bin('vitest'),
    [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(results, `${project}.json`)}`,
    ],
  ],
  counts: join(results, `${project}.json`),
});

/** Folders of the server whose SQL is the most particular; the black-box tests run on PostgreSQL 15, too. */
const WITH_SQL = ['database', 'portraits', 'cleanup', 'admin', 'auth', 'erasures'].map(
  (folder) => `apps/server/src/${folder}/`,
);

const STEPS = [
  { name: 'build', command: [bin('tsc'), ['-b']] },
  { name: 'assets', command: node('scripts/copy-assets.mjs') },
  { name: 'body template', command: node('packages/body/scripts/bake-template.mjs') },
  { name: 'studio', command: node('scripts/build-site.mjs') },
  { name: 'format and lint (biome)', command: [bin('biome'), ['check', '.']] },
  { name: 'lint and import cycles (oxlint)', command: [bin('oxlint'), []] },
  { name: 'lockfile is complete', command: node('scripts/complete-lockfile.mjs', '--check') },
  { name: 'house rules', command: node('scripts/check-house.mjs') },
  { name: 'docs are fresh', command: node('scripts/generate-docs.mjs', '--check') },
  {
    name: 'types of the client are fresh',
    command: node('packages/client/scripts/generate-types.mjs', '--check'),
  },
  {
    name: 'legacy SQL is fresh',
    command: node('scripts/generate-legacy-sql.mjs', '--check'),
    needs: 'scripts/generate-legacy-sql.mjs',
  },
  { name: 'migrations', command: [bin('drizzle-kit'), ['check']] },
  vitest('unit'),
  vitest('integration'),
  onPostgres15(vitest('integration')),
  ...acceptance(),
  { name: 'mutants of the storage protocol and of the jobs', command: node('scripts/mutants.mjs'), only: CI },
];

/** What some suites test against beside what npm brings; each skips itself when its engine is absent. */
const ENGINES = [
  { name: 'psql (the SQL functions from a foreign client)', found: () => onPath('psql') },
  {
    name: 'PostgreSQL 15 (the oldest that is supported)',
    found: () => existsSync(POSTGRES_15),
  },
  {
    name: 'onnxruntime-node (segmenters as ONNX models: npm install --no-save onnxruntime-node@1.30.0)',
    found: () => existsSync('node_modules/onnxruntime-node'),
  },
  { name: 'strace (fsync that fails)', found: () => onPath('strace') },
  { name: 'nginx (in front of two servers)', found: () => onPath('nginx') },
  ...[
    ['Redis', 'redis', 'REDIS_URL'],
    ['S3', 'radosgw', 'S3_ENDPOINT'],
    ['MongoDB', 'mongodb', 'MONGODB_URL'],
    ['CloudFront and KMS', 'moto', 'MOTO_URL'],
    ['PostgreSQL 15 beside PgBouncer', 'postgres', 'POSTGRES_URL'],
    ['PgBouncer', 'pgbouncer', 'PGBOUNCER_URL'],
    ['ClamAV', 'clamav', 'CLAMAV'],
  ].map(([engine, service, name]) => ({
    name: `${engine} (LIKENESS_TEST_${name}, or scripts/services.sh up ${service})`,
    found: () => (process.env[`LIKENESS_TEST_${name}`] ?? '') !== '',
  })),
];

const missing = ENGINES.filter(({ found }) => !found()).map(({ name }) => name);
for (const name of missing)
  loudly(`MISSING ENGINE: ${name}. ${CI ? 'CI must have it.' : 'Its tests are skipped.'}`);

const finished = [];
for (const step of STEPS) {
  if (step.needs !== undefined && !existsSync(step.needs)) continue;
  if (step.only === false) continue;
  if (wanted.length > 0 && !wanted.some((name) => step.name.startsWith(name))) continue;
  console.log(`\n── ${step.name}`);
  const startedAt = performance.now();
  const [command, args] = step.command;
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  const seconds = (performance.now() - startedAt) / 1_000;
  finished.push({ name: step.name, ok: status === 0, seconds, ...count(step) });
  // What does not compile cannot be tested.
  if (step.name === 'build' && status !== 0) break;
}

console.log('\nstep                                 seconds  passed  failed  skipped');
for (const { name, ok, seconds, passed, failed, skipped } of finished) {
  const figures = [
    seconds.toFixed(1).padStart(8),
    ...[passed, failed, skipped].map((n) => String(n).padStart(7)),
  ];
  console.log(`${ok ? ' ' : '✗'} ${name.padEnd(34)}${figures.join(' ')}`);
}
for (const { name, failures } of finished)
  for (const failure of failures) console.log(`✗ ${name}: ${failure}`);
if (missing.length > 0) loudly(`${missing.length} engine(s) missing: ${missing.join('; ')}`);
rmSync(results, { recursive: true, force: true });

const sum = (key) => finished.reduce((total, step) => total + step[key], 0);
const broken = finished.filter(({ ok, failed }) => !ok && failed === 0).length + (CI ? missing.length : 0);
const [passed, failed, skipped] = [sum('passed'), sum('failed') + broken, sum('skipped')];
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/**
 * Where our SQL is, once more on the oldest PostgreSQL that is supported. `LIKENESS_TEST_SCALE=1` runs the whole suite
 * on it.
 */
function onPostgres15({ name, command: [program, args] }) {
  const counts = join(results, `${name}-15.json`);
  const same = args.map((arg) => (arg.startsWith('--outputFile') ? `--outputFile.json=${counts}` : arg));
  // the embedded PostgreSQL stays what it is
  if (process.env.LIKENESS_TEST_SCALE !== '1') same.push(...WITH_SQL, '--exclude=**/database/embedded/**');
  return {
    name: `${name} on PostgreSQL 15`,
    command: node('scripts/on-postgres-15.mjs', program, ...same),
    counts,
    needs: POSTGRES_15,
  };
}

/**
 * The black-box tests: whole on the engines of a fleet where they are, and then a smoke on those that the server brings
 * itself and on PostgreSQL 15 with a folder; else whole on those that it brings itself.
 */
function acceptance() {
  const { LIKENESS_TEST_POSTGRES_URL, LIKENESS_TEST_REDIS_URL, LIKENESS_TEST_S3_ENDPOINT } = process.env;
  const whole = vitest('acceptance');
  if (!LIKENESS_TEST_POSTGRES_URL || !LIKENESS_TEST_REDIS_URL || !LIKENESS_TEST_S3_ENDPOINT) return [whole];
  return [
    on('fleet', whole),
    on('embedded', whole, ['first-', 'crash', 'start.test', 'another-database', 'lost-database', 'earlier']),
    on('postgres', whole, ['first-picture', 'first-body']),
  ];
}

/** A suite once more, or a part of it, on other engines. */
function on(engines, { name, command: [program, args] }, files = []) {
  const counts = join(results, `${name}-${engines}.json`);
  const same = args.map((arg) => (arg.startsWith('--outputFile') ? `--outputFile.json=${counts}` : arg));
  const part = files.map((file) => `acceptance/${file}`);
  const environment = ['env', [`LIKENESS_TEST_ENGINES=${engines}`, program, ...same, ...part]];
  return {
    name: `${name} on ${engines}${files.length > 0 ? ' (a part)' : ''}`,
    command: environment,
    counts,
  };
}

/** Tests of a suite; a suite without tests yet passes with none. */
function count({ counts }) {
  const none = { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (counts === undefined || !existsSync(counts)) return none;
  const totals = JSON.parse(readFileSync(counts, 'utf8'));
  return {
    passed: totals.numPassedTests,
    failed: totals.numFailedTests,
    skipped: totals.numPendingTests,
    failures: totals.testResults.flatMap(failuresOf),
  };
}

/** File, test and the first line of why: the end of a long log is what is read first. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((result) => result.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [`${file}: ${message.split('\n')[0]}`];
  return failed.map(
    ({ fullName, failureMessages }) => `${file} > ${fullName}: ${(failureMessages[0] ?? '').split('\n')[0]}`,
  );
}

function loudly(text) {
  console.log(`\n${'!'.repeat(72)}\n${text}\n${'!'.repeat(72)}`);
}

function onPath(name) {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)));
}
