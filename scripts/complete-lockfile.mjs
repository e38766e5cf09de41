// A lockfile that was written where the registry lacks some platforms' optional packages lacks them, too, and
// `npm ci` then refuses it everywhere. This adds them by name and pinned version. `--check` only tells.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    lock.packages[`node_modules/${name}`] = describe(name, range, entry);
    added.push(`${name}@${range}`);
  }
}
if (added.length === 0) process.exit(0);
if (process.argv.includes('--check')) {
  console.error(`package-lock.json lacks ${added.join(', ')}.\nRun node scripts/complete-lockfile.mjs`);
  process.exit(1);
}
const [root, ...others] = Object.entries(lock.packages);
others.sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries([root, ...others]);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`added ${added.join(', ')}`);

/** As node looks a package up: beside whoever needs it, then further out. */
function isLocked(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (!folder.includes('/node_modules/')) return lock.packages[`node_modules/${name}`] !== undefined;
  }
}

function describe(name, range, { dev }) {
  const words = name.split(/[-/]/);
  const os =
    words.find((word) => SYSTEMS.includes(word)) ?? (words.includes('windows') ? 'win32' : undefined);
  const cpu = words.find((word) => PROCESSORS.includes(word));
  const libc = /-musl/.test(name) ? 'musl' : /-gnu/.test(name) ? 'glibc' : undefined;
  return {
    version: range.replace(/^[\^~>=]+/, ''),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(libc ? { libc: [libc] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  };
}
