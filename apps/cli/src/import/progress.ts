import { Presets, SingleBar } from 'cli-progress';
import type { ImportResult } from './import-picture.ts';

/** A line about every so many rows where there is no terminal. */
const EVERY = 500;

export interface Progress {
  add(result: ImportResult | 'done before'): void;
  end(): void;
}

/** A bar on a terminal, else a line now and then; failures are told at once. Lines, not people, are named. */
export function createProgress(stream: NodeJS.WriteStream, total: number): Progress {
  const bar = stream.isTTY
    ? new SingleBar(
        { stream, format: '{bar} {value}/{total} · {failed} failed · {eta_formatted}' },
        Presets.rect,
      )
    : undefined;
  let seen = 0;
  let failed = 0;
  bar?.start(total, 0, { failed });
  return {
    add(result) {
      seen++;
      if (result !== 'done before' && result.status === 'failed') {
        failed++;
        if (bar === undefined) stream.write(`line ${result.line}: ${result.code}: ${result.error}\n`);
      }
      bar?.update(seen, { failed });
      if (bar === undefined && seen % EVERY === 0) stream.write(`${seen} of ${total} rows\n`);
    },
    end: () => bar?.stop(),
  };
}
