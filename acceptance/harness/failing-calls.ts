import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether system calls can be made to fail. */
export function hasStrace(): boolean {
  const works = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
  if (!works) console.warn('MISSING: strace; a disk that does not take what it was given is not tested');
  return works || process.env.CI === 'true';
}

/**
 * Makes system calls of a running process fail.
 *
 * @param inject as strace takes it: `fsync:error=EIO:when=3+5`, counted for each thread
 * @returns what lets them succeed again, and tells how many failed
 */
export async function failCalls(pid: number, inject: string): Promise<() => Promise<number>> {
  const [calls] = inject.split(':');
  const trace = join(tmpdir(), `likeness-calls-${randomUUID()}`);
  const args = ['-f', '-p', String(pid), '-o', trace, '-e', `trace=${calls}`, '-e', `inject=${inject}`];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said] = (await once(strace.stderr, 'data')) as [Buffer];
  if (!said.includes('attached')) throw new Error(`strace: ${said}`);
  strace.stderr.resume();
  return async () => {
    const exited = once(strace, 'exit');
    strace.kill('SIGINT');
    await exited;
    const failed = (await readFile(trace, 'utf8')).split('(INJECTED)').length - 1;
    await rm(trace);
    return failed;
  };
}
