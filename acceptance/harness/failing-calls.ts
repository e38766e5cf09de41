import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

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
 * @returns what lets them succeed again
 */
export async function failCalls(pid: number, inject: string): Promise<() => Promise<void>> {
  const [calls] = inject.split(':');
  const args = ['-f', '-p', String(pid), '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${inject}`];
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said] = (await once(strace.stderr, 'data')) as [Buffer];
  if (!said.includes('attached')) throw new Error(`strace: ${said}`);
  strace.stderr.resume();
  return async () => {
    const exited = once(strace, 'exit');
    strace.kill('SIGINT');
    await exited;
  };
}
