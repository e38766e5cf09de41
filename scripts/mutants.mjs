// Plants each fault of the storage protocol and of the jobs in a copy of the server and shows that a test catches it.
// usage: node scripts/mutants.mjs [name…]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { useServices } from './services-env.mjs';

const UPLOAD = 'src/portraits/store-picture.ts';
const ROWS = 'src/portraits/blob-rows.ts';
const SWEEP = 'src/cleanup/sweep-blobs.ts';

const JOBS = 'src/jobs/job-rows.ts';

const protocol = (title) => ['storage-protocol', title];
const jobs = (title) => ['jobs-on-postgres', title];

/** Each: the suite, and in it the quickest test, that catches it, the file, what stands there, and what a less careful hand would have written. */
const MUTANTS = {
  'no lock in step 4': [
    protocol('nobody refers to in the order uuussuss'),
    ROWS,
    ".where(eq(blobs.id, id)).for('update')",
    '.where(eq(blobs.id, id))',
  ],
  'step 4 does not look at the storage id': [
    protocol('does not pass for the one that took its row over'),
    UPLOAD,
    ' || row.storageId !== claim.storageId',
    '',
  ],
  'step 4 does not look at the state': [protocol(), UPLOAD, " || row.state === 'sweeping'", ''],
  'commit before PUT': [
    protocol('an upload whose PUT fails'),
    UPLOAD,
    'await context.store.put(',
    'void context.store.put(',
  ],
  'the row is claimed without a fresh storage id': [
    protocol('in the order ssuuuuss'),
    ROWS,
    "CASE WHEN ${blobs.state} = 'sweeping' THEN nextval('portrait.storage_ids') ELSE ${blobs.storageId} END",
    '${blobs.storageId}',
  ],
  'references looked for in the locking statement': [
    protocol('after the sweep has taken its snapshot'),
    SWEEP,
    'ORDER BY b.id\n      LIMIT',
    'AND NOT EXISTS (SELECT FROM portrait.portraits p WHERE p.blob_id = b.id)\n      ORDER BY b.id\n      LIMIT',
    'WHERE blob_id = ANY(${sql.param(ids)}::uuid[])`);\n    const kept',
    'WHERE blob_id = ANY(${sql.param(ids)}::uuid[]) AND false`);\n    const kept',
  ],
  'the sweep does not lock': [protocol(), SWEEP, 'FOR UPDATE OF b SKIP LOCKED', ''],
  'the row is deleted whatever its storage id': [
    protocol('a sweep that wakes late'),
    SWEEP,
    "AND storage_id = ${blob.storageId.toString()}::bigint AND state = 'sweeping'",
    '',
  ],
  'a repeated upload counts twice': [
    protocol('the same picture again by the same user'),
    'src/portraits/upload-portrait.ts',
    'if (previous?.blobId === blob.id) {',
    'if (previous === null) {',
    'count: previous ? 0 : 1',
    'count: 1',
  ],
  'a try that was taken over still counts': [
    jobs('given up for dead writes nothing more'),
    JOBS,
    ' AND started_at = ${startedAt}::timestamptz',
    '',
  ],
  'a second delivery begins what is being done': [
    jobs('delivered twice, in the queue and after it was done'),
    JOBS,
    "!(row.status === 'processing' && started)",
    "row.status !== 'processing'",
  ],
  'what is done is done again': [
    jobs('delivered twice, in the queue and after it was done'),
    JOBS,
    "if (row.status !== 'queued' && !(row.status === 'processing' && started)) return undefined;",
    "if (row.status === 'processing' && !started) return undefined;",
  ],
};

useServices();
// one that runs already: each would have to start its own
const database = process.env.LIKENESS_TEST_DATABASE_URL ?? process.env.LIKENESS_TEST_POSTGRES_URL ?? '';
const root = resolve(import.meta.dirname ?? '.', '..');
const wanted = process.argv.slice(2);
let survivors = 0;
for (const [name, [[suite, title], file, ...changes]] of Object.entries(MUTANTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const copy = copyOfServer();
  plant(join(copy, 'apps/server', file), changes, name);
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      'integration',
      '--bail',
      '1',
      suite,
      ...(title ? ['-t', title] : []),
    ],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, CI: '', LIKENESS_TEST_DATABASE_URL: database },
    },
  );
  const ran = /Tests .*\d+ (failed|passed)/.test(run.stdout);
  const caught = run.status !== 0 && ran && /Tests .*\d+ failed/.test(run.stdout);
  if (!caught) survivors++;
  console.log(`${caught ? 'caught  ' : 'SURVIVED'}  ${name}`);
  if (!ran) console.log(run.stdout.slice(-2000), run.stderr.slice(-2000));
  rmSync(copy, { recursive: true, force: true });
}
process.exit(survivors === 0 ? 0 : 1);

/** The server's sources alone; everything else is the repository's own. */
function copyOfServer() {
  const copy = mkdtempSync(join(tmpdir(), 'likeness-mutant-'));
  mkdirSync(join(copy, 'apps'));
  cpSync(join(root, 'apps/server'), join(copy, 'apps/server'), {
    recursive: true,
    filter: (path) => !/\/(dist|node_modules)(\/|$)/.test(path),
  });
  for (const shared of [
    'node_modules',
    'packages',
    'vitest.config.ts',
    'package.json',
    'tsconfig.base.json',
  ]) {
    symlinkSync(join(root, shared), join(copy, shared));
  }
  return copy;
}

function plant(path, changes, name) {
  let source = readFileSync(path, 'utf8');
  for (let i = 0; i < changes.length; i += 2) {
    if (!source.includes(changes[i]))
      throw new Error(`"${name}": what it changes is not in ${path} any more`);
    source = source.replace(changes[i], changes[i + 1]);
  }
  writeFileSync(path, source);
}
