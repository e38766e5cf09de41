// The Dockerfile without Docker: its stages in temporary folders, by its own COPY and RUN lines, from a fresh clone of
// HEAD; then what the image would do: serve, pass its health check, end on SIGTERM. As root it runs as another user,
// who may write nothing but the data folder. Debian's packages are not installed: what the machine has is taken.
//
//   node scripts/try-image.mjs [--keep]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readDockerfile } from './dockerfile.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'likeness-image-'));
chmodSync(place, 0o755);
const context = join(place, 'context');
/** An address of our own, so that nothing that listens on this machine is taken for it. */
const PORT = '38473';

try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', ROOT, context]);
  const stages = readDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'));
  for (const stage of stages) make(stage, stages);
  await use(stages.at(-1));
  console.log('\nThe image would do.');
} finally {
  if (process.argv.includes('--keep')) console.log(place);
  else rmSync(place, { recursive: true, force: true });
}

/** Runs a stage's instructions; its working directory stands for its root. */
function make({ name, from, instructions }, stages) {
  const root = join(place, name);
  const base = stages.find((stage) => stage.name === from);
  if (base) cpSync(join(place, base.name), root, { recursive: true, verbatimSymlinks: true });
  mkdirSync(root, { recursive: true });
  for (const { word, text, options } of instructions) {
    if (word === 'COPY') copy(root, text.split(/\s+/), options);
    if (word !== 'RUN') continue;
    if (text.includes('apt-get')) {
      console.log(`${name}: left out: ${text.split(/\s+/).slice(0, 3).join(' ')} …`);
      continue;
    }
    const began = performance.now();
    execFileSync('sh', ['-c', text], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    console.log(`${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s: ${text.slice(0, 90)}`);
  }
}

function copy(root, paths, options) {
  const target = paths.at(-1);
  const stage = /--from=(\S+)/.exec(options)?.[1];
  for (const source of paths.slice(0, -1)) {
    const path = stage ? join(place, stage, source.replace(/^\/app\//, '')) : join(context, source);
    const into = paths.length > 2 || target.endsWith('/') ? join(target, source.split('/').at(-1)) : target;
    const filter = stage ? undefined : inContext;
    cpSync(path, join(root, into), { recursive: true, verbatimSymlinks: true, filter });
  }
}

/** What .dockerignore names after its `*`; a clone has nothing of what it takes away again. */
function inContext(path) {
  const name = relative(context, path);
  const named = readFileSync(join(context, '.dockerignore'), 'utf8').match(/(?<=^!).+$/gm);
  return named.some(
    (kept) => name === '' || `${kept}/`.startsWith(`${name}/`) || `${name}/`.startsWith(`${kept}/`),
  );
}

async function use({ name, instructions }) {
  const root = join(place, name);
  const data = join(place, 'data');
  mkdirSync(data, { mode: 0o700 });
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? { uid: 1000, gid: 1000 } : {};
  if (asRoot) chownSync(data, 1000, 1000);
  console.log(`size: ${spawnSync('du', ['-sm', root], { encoding: 'utf8' }).stdout.split('\t')[0]} MB`);
  for (const absent of ['typescript', 'vitest', 'playwright-core', '@biomejs']) {
    if (existsSync(join(root, 'node_modules', absent))) throw new Error(`${absent} is in the image`);
  }
  const preload = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' }).stdout.match(
    /\/\S*libjemalloc\.so\.2/,
  )?.[0];
  const env = {
    ...environment(instructions),
    PATH: `${join(root, 'bin')}:${process.env.PATH}`,
    LD_PRELOAD: preload ?? '',
    HOST: '127.0.0.1',
    PORT,
    LIKENESS_DATA_DIR: data,
  };
  const run = (...command) =>
    spawn(command[0], command.slice(1), { cwd: root, env, ...user, stdio: ['ignore', 'pipe', 'inherit'] });
  const server = run('likeness', 'server');
  const ended = once(server, 'exit');
  const listening = once(createInterface({ input: server.stdout }), 'line');
  const [line] = await Promise.race([listening, ended]);
  console.log(`${line}${preload ? ', with jemalloc' : ', WITHOUT jemalloc: apt-get install libjemalloc2'}`);
  const [health] = await once(run('node', 'healthcheck.mjs'), 'exit');
  if (health !== 0) throw new Error(`the health check ended with ${health}`);
  const migrate = run('likeness', 'migrate');
  migrate.stdout.on('data', (text) => console.log(`likeness migrate: ${String(text).trim()}`));
  if ((await once(migrate, 'exit'))[0] !== 0) throw new Error('likeness migrate failed');
  const worker = run('likeness', 'worker');
  console.log((await once(createInterface({ input: worker.stdout }), 'line'))[0]);
  for (const child of [worker, server]) {
    const exited = child === server ? ended : once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await exited;
    if (code !== 0) throw new Error(`SIGTERM: exit code ${code}`);
  }
  const [after] = await once(run('node', 'healthcheck.mjs'), 'exit');
  if (after !== 1) throw new Error(`without a server the health check ended with ${after}`);
}

/** The ENV lines of the last stage. */
function environment(instructions) {
  const pairs = instructions.filter(({ word }) => word === 'ENV').flatMap(({ text }) => text.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}
