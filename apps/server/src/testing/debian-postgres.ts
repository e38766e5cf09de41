import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../database/embedded/postmaster.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const run = promisify(execFile);

/** Debian's PostgreSQL 15 with its tools, which npm's binaries lack. */
export const hasDebianPostgres = existsSync(join(BIN, 'pg_basebackup'));

if (!hasDebianPostgres) {
  console.warn(
    'MISSING: PostgreSQL 15 of Debian; replicas and TLS are not tested. apt-get install postgresql-15',
  );
}

/** A PostgreSQL server of the test's own. */
export interface DebianPostgres {
  url: string;
  port: number;
  folder: string;
  /** Lines for postgresql.conf, in force after a restart. It listens on 127.0.0.1 and 127.0.0.2. */
  configure(...lines: string[]): Promise<void>;
  start(): Promise<void>;
  /** `immediate`: as a crash. */
  stop(): Promise<void>;
  /** SIGSTOP and SIGCONT to everything of it: it takes connections and answers none. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** A streaming replica of it, started. */
  replica(): Promise<DebianPostgres>;
  remove(): Promise<void>;
}

/** A new server, started. Its superuser is `postgres`. */
export async function createDebianPostgres(): Promise<DebianPostgres> {
  const password = randomBytes(12).toString('hex');
  const place = await makePlace();
  const passwordFile = join(place.folder, 'password');
  await writeFile(passwordFile, password);
  const settings = ['--auth=scram-sha-256', '--encoding=UTF8', '--no-sync', `--pwfile=${passwordFile}`];
  await asPostgres(place, 'initdb', ['-D', place.data, '-U', 'postgres', ...settings]);
  await appendFile(join(place.data, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 scram-sha-256\n');
  const server = serverAt(place, password);
  await server.start();
  return server;
}

interface Place {
  folder: string;
  data: string;
  port: number;
  user: { uid?: number; gid?: number };
}

async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-debian-postgres-'));
  const user = process.getuid?.() === 0 ? { uid: await idOf('-u'), gid: await idOf('-g') } : {};
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  return { folder, data: join(folder, 'data'), port: await freePort(), user };
}

function serverAt(place: Place, password: string): DebianPostgres {
  const { data, folder, port } = place;
  const control = (...args: string[]) => asPostgres(place, 'pg_ctl', ['-D', data, '-w', ...args]);
  const signal = async (name: string) => {
    const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args=']);
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    const master = rows.find((row) => row.includes(data))?.[0];
    const pids = rows
      .filter(([pid, parent]) => pid === master || parent === master)
      .map(([pid]) => pid ?? '');
    await run('kill', ['-s', name, ...pids]);
  };
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    folder,
    configure: (...lines) => appendFile(join(data, 'postgresql.conf'), `${lines.join('\n')}\n`),
    start: async () => {
      const options = `-p ${port} -c listen_addresses=127.0.0.1,127.0.0.2 -c unix_socket_directories= -c fsync=off`;
      await control('-o', options, '-l', join(folder, 'log'), 'start');
    },
    stop: () => control('-m', 'immediate', 'stop'),
    freeze: () => signal('STOP'),
    thaw: () => signal('CONT'),
    async replica() {
      const copy = await makePlace();
      const from = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
      await asPostgres(copy, 'pg_basebackup', ['-d', from, '-D', copy.data, '-R', '-c', 'fast', '--no-sync']);
      const server = serverAt(copy, password);
      await server.start();
      return server;
    },
    async remove() {
      await control('-m', 'immediate', 'stop').catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Output goes to a file of nobody's: the server would hold on to a pipe for as long as it lives. */
async function asPostgres({ folder, user }: Place, program: string, args: string[]): Promise<void> {
  const child = spawn(join(BIN, program), args, {
    ...user,
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: 'ignore',
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code}; ${folder}/log may tell more`);
}

async function idOf(option: string): Promise<number> {
  return Number((await run('id', [option, 'postgres'])).stdout);
}
