// `vite build` of what browsers load, when what it is made of is younger; then packed, so that no request has to.
// A build takes the place of the one before in one step: a server that runs goes on with whole files.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Of a module that a page loads, and everything that goes into it. */
const SITES = [
  {
    folder: 'apps/studio',
    output: 'site',
    made: [
      'apps/studio',
      'packages/body',
      'packages/client',
      'packages/react',
      'packages/vision',
      'package-lock.json',
    ],
  },
  {
    folder: 'packages/elements',
    output: 'bundle',
    made: ['packages/elements', 'packages/client', 'packages/react', 'package-lock.json'],
  },
];
const PACKED = /\.(js|css|html|svg|json|wasm|bin|tflite|binarypb)$/;
/** bytes; less is not worth it */
const SMALLEST = 1_024;
const LARGE = 1_000_000;
/** ms */
const KEPT = 12 * 3_600_000;

for (const { folder, output, made } of SITES) {
  const target = join(folder, 'dist', output);
  const stamp = join(target, '.built');
  const startedAt = new Date();
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...made.map(youngest))) continue;
  const next = `${target}-${process.pid}`;
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vite/bin/vite.js',
      'build',
      folder,
      '--outDir',
      join('dist', `${output}-${process.pid}`),
      '--logLevel',
      'error',
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) {
    rmSync(next, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
  await Promise.all(filesOf(next).map((file) => pack(file, join(target, 'assets'))));
  const built = join(next, '.built');
  writeFileSync(built, '');
  utimesSync(built, startedAt, startedAt);
  keepForOpenTabs(target, next);
  const old = `${next}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(next, target);
  rmSync(old, { recursive: true, force: true });
}

/** A tab, or a server, that was opened before the build goes on with the files that it knows. */
function keepForOpenTabs(before, next) {
  const assets = join(before, 'assets');
  if (!existsSync(assets)) return;
  for (const name of readdirSync(assets)) {
    const file = join(assets, name);
    const kept = join(next, 'assets', name);
    if (!existsSync(kept) && statSync(file).mtimeMs > Date.now() - KEPT) {
      cpSync(file, kept, { preserveTimestamps: true });
    }
  }
}

/** Milliseconds since 1970; of sources and of what other steps of the build bake. */
function youngest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
  return Math.max(
    0,
    ...readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
      .map(({ name }) => youngest(join(path, name))),
    ...(existsSync(join(path, 'dist'))
      ? readdirSync(join(path, 'dist'))
          .filter((name) => name.endsWith('.bin'))
          .map((name) => statSync(join(path, 'dist', name)).mtimeMs)
      : []),
  );
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @param before assets of the last build: what has its name, which is its hash, has been packed once */
async function pack(file, before) {
  const bytes = readFileSync(file);
  if (!PACKED.test(file) || bytes.length < SMALLEST) return;
  const known = join(before, basename(file));
  if (basename(dirname(file)) === 'assets' && existsSync(`${known}.br`) && existsSync(`${known}.gz`)) {
    for (const kind of ['br', 'gz']) copyFileSync(`${known}.${kind}`, `${file}.${kind}`);
    return;
  }
  // of networks and their runtime the best takes half a minute, and saves a twentieth
  const quality = bytes.length > LARGE ? 9 : constants.BROTLI_MAX_QUALITY;
  const [brotli, zipped] = await Promise.all([
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        [constants.BROTLI_PARAM_QUALITY]: quality,
      },
    }),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  writeFileSync(`${file}.br`, brotli);
  writeFileSync(`${file}.gz`, zipped);
}
