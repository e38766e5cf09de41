import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Enough to keep both processes busy. */
export const CONNECTIONS = 64;

const run = promisify(execFile);

export function hasWrk(): boolean {
  return spawnSync('wrk', ['--version'], { stdio: 'ignore' }).error === undefined;
}

/**
 * Asks for one address as fast as it is answered, from one thread of `wrk`, a process of its own.
 *
 * @returns answers a second
 * @throws when one answer was not 200 or a connection broke
 */
export async function load(url: URL, seconds: number): Promise<number> {
  const { stdout } = await run('wrk', [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    url.href,
  ]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`requests failed:\n${stdout}`);
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? [];
  if (rate === undefined) throw new Error(`wrk said something else:\n${stdout}`);
  return Number(rate);
}
