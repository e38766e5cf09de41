import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import type { Launcher } from './launcher.ts';
import type { Place } from './place.ts';

/** Where it listens. Only this machine gets in. */
export const HOST = '127.0.0.1';

const MAX_CONNECTIONS = 200;
const LARGEST_LOG = 10 * 1024 * 1024;

/** What `postmaster.pid` says. */
export interface PidFile {
  pid: number;
  /** Absent while it is being written. */
  port: number | undefined;
}

export async function readPidFile({ databaseDir }: Place): Promise<PidFile | undefined> {
  const text = await readFile(join(databaseDir, 'postmaster.pid'), 'utf8').catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return '';
      throw cause;
    },
  );
  const [pid, , , port] = text.split('\n');
  return Number(pid) > 0 ? { pid: Number(pid), port: Number(port) || undefined } : undefined;
}

/**
 * Whether a process is the postmaster of this folder. `unknown` when the system does not tell; PostgreSQL
 * itself then decides. Its number alone proves nothing: after a container was killed, it is soon another's.
 */
export function isPostmaster({ databaseDir }: Place, pid: number): boolean | 'unknown' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform !== 'linux') return 'unknown';
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(databaseDir);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? false : 'unknown';
  }
}

export interface StartOptions {
  place: Place;
  binaries: Binaries;
  launcher: Launcher;
  port: number;
  /** Number in a stale pid file that is another process's by now. */
  impostor: number | undefined;
}

/**
 * Starts a postmaster in a process group of its own, so that Ctrl-C and our end leave it alone. When
 * another one has the folder, it ends at once and does no harm.
 */
export async function startPostmaster(options: StartOptions): Promise<ChildProcess> {
  const { place, binaries, launcher, port, impostor } = options;
  const size = await stat(place.logFile).then(
    (log) => log.size,
    () => 0,
  );
  if (size > LARGEST_LOG) await rename(place.logFile, `${place.logFile}.1`);
  const log = await open(place.logFile, 'a', 0o600);
  const settings = {
    listen_addresses: HOST,
    port,
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%a ',
  };
  try {
    const child = launcher.spawn(
      binaries.postgres,
      [
        '-D',
        place.databaseDir,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        // PostgreSQL takes a pid file that names this process for stale, and still checks shared memory.
        env: impostor === undefined ? {} : { PG_GRANDPARENT_PID: String(impostor) },
      },
    );
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Ends the postmaster of a folder as soon as its connections have been closed, and waits until it is gone. */
export async function stopPostmaster(
  place: Place,
  binaries: Binaries,
  { patience = 60_000 }: { patience?: number } = {},
): Promise<boolean> {
  const running = await readPidFile(place);
  if (running === undefined) return true;
  if (process.platform === 'win32') {
    return spawnSync(binaries.pgCtl, ['stop', '-D', place.databaseDir, '-m', 'fast', '-w']).status === 0;
  }
  const gone = async () =>
    (await readPidFile(place))?.pid !== running.pid || isPostmaster(place, running.pid) === false;
  if (await gone()) return true; // It was killed, and its last connections have not noticed yet.
  process.kill(running.pid, 'SIGINT'); // a "fast" shutdown
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if (await gone()) return true;
    await delay(10);
  }
  return false;
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: HOST, port: 0 }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** The last complaint of PostgreSQL's own log, for the sentence that tells of a failed start. */
export async function lastComplaint({ logFile }: Place): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => /(FATAL|PANIC|ERROR|error while loading):?/.test(line));
  return lines.at(-1)?.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '') ?? 'it said nothing';
}
