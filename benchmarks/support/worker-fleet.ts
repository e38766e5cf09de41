import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { statusOf } from './process-status.ts';
import { type Server, serverEnvironment } from './server.ts';

const BIN = fileURLToPath(new URL('../../../apps/cli/bin/likeness.cjs', import.meta.url));

/** `likeness worker` processes beside a server. */
export interface WorkerFleet {
  /** SIGKILL to one of them by chance; another takes its place. */
  killOne(): Promise<void>;
  /** Resident memory of each, MB. */
  memory(): number[];
  stop(): Promise<void>;
}

export function startWorkers(server: Server, count: number, env: Record<string, string>): WorkerFleet {
  let stopping = false;
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [BIN, 'worker'], {
      env: serverEnvironment(server.dataDir, env),
      stdio: 'ignore',
    });
    child.once('exit', (code, signal) => {
      if (!stopping && signal !== 'SIGKILL') console.warn(`  a worker ended with ${code ?? signal}`);
    });
    return child;
  };
  const workers = Array.from({ length: count }, start);
  const alive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
  return {
    async killOne() {
      const at = Math.floor(Math.random() * workers.length);
      const child = workers[at];
      if (child && alive(child)) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
      workers[at] = start();
    },
    memory: () =>
      workers.flatMap((child) => {
        try {
          return alive(child) && child.pid ? [statusOf(child.pid, 'VmRSS')] : [];
        } catch {
          // it ended between the question and the answer
          return [];
        }
      }),
    async stop() {
      stopping = true;
      await Promise.all(
        workers.filter(alive).map(async (child) => {
          const exited = once(child, 'exit');
          child.kill('SIGTERM');
          await exited;
        }),
      );
    },
  };
}
