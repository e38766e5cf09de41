import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/likeness.cjs', import.meta.url));

export type Environment = Record<string, string>;

/** A `likeness` that runs until it is stopped. */
export interface TestProcess {
  process: ChildProcess;
  /** Everything that it has written. */
  output(): string;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
  /** `kill -9`, as a crash. */
  kill(): Promise<void>;
}

/**
 * Starts the built product and waits for the line that says it is ready.
 *
 * @throws Error with what it wrote, when it ends before
 */
export async function startProcess(
  args: readonly string[],
  env: Environment,
  ready: RegExp,
): Promise<TestProcess & { ready: RegExpExecArray }> {
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      written += chunk.toString();
    });
  }
  const line = await new Promise<RegExpExecArray>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const match = ready.exec(text);
      if (match) resolve(match);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`likeness ${args[0]} ended with ${code}:\n${written}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };
  return {
    ready: line,
    process: child,
    output: () => written,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
  };
}

/** Runs `likeness <args>` to its end. */
export async function likeness(
  args: string[],
  env: Environment,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}
