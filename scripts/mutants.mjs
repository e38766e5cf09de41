// Plants each fault of the storage protocol in a copy of the server and shows that the race tests catch it.
// usage: node scripts/mutants.mjs [name…]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const UPLOAD = 'src/portraits/store-picture.ts';
const ROWS = 'src/portraits/blob-rows.ts';
const SWEEP = 'src/cleanup/sweep-blobs.ts';

/** Each: the file, what stands there, and what a less careful hand would have written. */
const MUTANTS = {
  'no lock in step 4': [ROWS, ".where(eq(blobs.id, id)).for('update')", '.where(eq(blobs.id, id))'],
  'step 4 does not look at the storage id': [UPLOAD, ' || row.storageId !== claim.storageId', ''],
  'step 4 does not look at the state': [UPLOAD, " || row.state === 'sweeping'", ''],
  'commit before PUT': [UPLOAD, 'await context.store.put(', 'void context.store.put('],
  'the row is claimed without a fresh storage id': [
    ROWS,
    "CASE WHEN ${blobs.state} = 'sweeping' THEN nextval('portrait.storage_ids') ELSE ${blobs.storageId} END",
    '${blobs.storageId}',
  ],
  'references looked for in the locking statement': [
    SWEEP,
    'ORDER BY b.id\n      LIMIT',
    'AND NOT EXISTS (SELECT FROM portrait.portraits p WHERE p.blob_id = b.id)\n      ORDER BY b.id\n      LIMIT',
    'WHERE blob_id = ANY(${sql.param(ids)}::uuid[])`);\n    const kept',
    'WHERE blob_id = ANY(${sql.param(ids)}::uuid[]) AND false`);\n    const kept',
  ],
  'the sweep does not lock': [SWEEP, 'FOR UPDATE OF b SKIP LOCKED', ''],
  'the row is deleted whatever its storage id': [
    SWEEP,
    "AND storage_id = ${blob.storageId.toString()}::bigint AND state = 'sweeping'",
    '',
  ],
  'a repeated upload counts twice': [
    'src/portraits/upload-portrait.ts',
    'if (previous?.blobId === blob.id) {',
    'if (previous === null) {',
    'count: previous ? 0 : 1',
    'count: 1',
  ],
};

const root = resolve(import.meta.dirname ?? '.', '..');
const wanted = process.argv.slice(2);
let survivors = 0;
for (const [name, [file, ...changes]] of Object.entries(MUTANTS)) {
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
      'storage-protocol',
    ],
    { cwd: copy, encoding: 'utf8', env: { ...process.env, CI: '' } },
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
