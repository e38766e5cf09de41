import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** ms without work after which a thread goes, and what it has loaded with it */
const IDLE = 60_000;

export interface ThreadPool {
  /** The pool, started when it is first asked for. */
  started(): Piscina;
  close(): Promise<void>;
}

/**
 * Threads that run a module of ours and are started when they are needed.
 *
 * @param file as it lies beside its caller, without extension; `from` is the caller's `import.meta.url`
 * @param threads most at once
 */
export function threadPool({
  file,
  from,
  threads,
}: {
  file: string;
  from: string;
  threads: number;
}): ThreadPool {
  // From sources (tests, `npm run dev`) a thread needs the loader that the process has.
  const source = from.endsWith('.ts');
  const filename = fileURLToPath(new URL(source ? `${file}-from-source.js` : `${file}.js`, from));
  let pool: Piscina | undefined;
  return {
    started() {
      pool ??= new Piscina({
        filename,
        minThreads: 0,
        maxThreads: threads,
        idleTimeout: IDLE,
        ...(source && { execArgv: ['--conditions=source'] }),
      });
      return pool;
    },
    async close() {
      await pool?.destroy();
    },
  };
}
