import type { OnProgress, Progress } from '@likeness/server';
import { SingleBar } from 'cli-progress';

const TITLES: Record<Progress['step'], string> = {
  tables: 'Tables',
  objects: 'Objects',
  documents: 'Documents',
  verifying: 'Verifying',
};

/** Bars on a terminal's stderr; elsewhere a line when a step is done. */
export function showProgress(): { onProgress: OnProgress; stop(): void } {
  let bar: SingleBar | undefined;
  let shown: Progress['step'] | undefined;
  return {
    onProgress({ step, done, total }) {
      const title = TITLES[step].padEnd(10);
      if (!process.stderr.isTTY) {
        if (done === total) process.stderr.write(`${title} ${done}\n`);
        return;
      }
      if (step !== shown) {
        bar?.stop();
        bar = new SingleBar({ format: `${title} {bar} {value}/{total}`, hideCursor: true });
        bar.start(total, done);
        shown = step;
      }
      bar?.update(done);
    },
    stop: () => bar?.stop(),
  };
}

/** Ctrl-C ends the work in good order; a second one ends the process. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort(new Error('interrupted')));
  }
  return controller.signal;
}
