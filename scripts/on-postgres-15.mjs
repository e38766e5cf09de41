// Runs a command with LIKENESS_TEST_DATABASE_URL set to a PostgreSQL 15 of its own, Debian's, in a temporary folder.
// usage: node scripts/on-postgres-15.mjs <command> [argument…]
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = '/usr/lib/postgresql/15/bin';
const folder = mkdtempSync(join(tmpdir(), 'likeness-postgres-15-'));
const data = join(folder, 'data');
// PostgreSQL refuses to run as root
const ids = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
if (ids.uid !== undefined) chownSync(folder, ids.uid, ids.gid);
const as = {
  ...ids,
  cwd: folder,
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { PATH: process.env.PATH, LC_ALL: 'C' },
};
const port = await freePort();
const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200`;

const password = randomBytes(16).toString('hex');
const passwordFile = join(folder, 'password');
writeFileSync(passwordFile, password, { mode: 0o644 });
execFileSync(
  join(BIN, 'initdb'),
  ['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'],
  as,
);
execFileSync(join(BIN, 'pg_ctl'), ['-D', data, '-o', options, '-l', join(folder, 'log'), '-w', 'start'], as);
let status = 1;
try {
  const [command, ...args] = process.argv.slice(2);
  const env = {
    ...process.env,
    LIKENESS_TEST_DATABASE_URL: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
  };
  status = spawnSync(command, args, { stdio: 'inherit', env }).status ?? 1;
} finally {
  execFileSync(join(BIN, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'], as);
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status;

function idOf(option) {
  return Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}
