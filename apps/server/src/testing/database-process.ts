import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Report } from './database-child.ts';

export interface DatabaseProcess {
  child: ChildProcess;
  url: string;
  /** @throws Error with the message of the child's */
  query<T = Record<string, unknown>>(sql: string): Promise<T[]>;
  /** Closes the database and waits for the process to end. */
  close(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
}

export interface DatabaseProcessOptions {
  dataDir: string;
  own?: boolean;
  /** Run as this user; for root only. */
  user?: { uid: number; gid: number };
  env?: Record<string, string>;
}

/**
 * Opens a database in a process of its own.
 *
 * @throws Error with the message of the child's
 */
export async function openInProcess(options: DatabaseProcessOptions): Promise<DatabaseProcess> {
  const { child, opened } = startProcess(options);
  const url = await opened;
  const ask = async (order: Order): Promise<Report> => {
    child.send(order);
    return receive(child);
  };
  return {
    child,
    url,
    async query<T>(sql: string) {
      const answer = await ask({ order: 'query', sql });
      return ('rows' in answer ? answer.rows : []) as T[];
    },
    async close() {
      const ended = once(child, 'exit');
      await ask({ order: 'close' });
      await ended;
    },
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Starts such a process without waiting for the database. */
export function startProcess({ dataDir, own = false, user, env }: DatabaseProcessOptions) {
  const child = fork(
    fileURLToPath(new URL('./database-child.ts', import.meta.url)),
    [own ? 'own' : 'guest'],
    {
      execArgv: ['--conditions=source', '--import', 'tsx'],
      // No LANG, no LC_*: nothing but what is named here.
      env: { PATH: process.env.PATH, LIKENESS_DATA_DIR: dataDir, ...env },
      ...user,
    },
  );
  const opened = receive(child).then((report) => ('opened' in report ? report.opened : ''));
  return { child, opened };
}

async function receive(child: ChildProcess): Promise<Report> {
  const gone = new AbortController();
  const exit = once(child, 'exit', { signal: gone.signal }).then(() => {
    throw new Error('the process ended without an answer');
  });
  exit.catch(() => {});
  try {
    const [report] = (await Promise.race([once(child, 'message', { signal: gone.signal }), exit])) as [
      Report,
    ];
    if ('failed' in report) throw new Error(report.failed);
    return report;
  } finally {
    gone.abort();
  }
}
