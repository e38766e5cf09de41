import { Presets, SingleBar } from 'cli-progress';

/** objects between two lines where there is no terminal */
const EVERY = 1_000;

export interface MigrationProgress {
  add(bytes: number, failed: boolean): void;
  stop(): void;
}

/** A bar on a terminal, else a line now and then. */
export function migrationProgress(
  stream: NodeJS.WriteStream,
  title: string,
  total: number,
): MigrationProgress {
  const bar = stream.isTTY
    ? new SingleBar(
        {
          stream,
          format: `${title} {bar} {value}/{total} · {megabytes} MB · {failed} failed · {eta_formatted}`,
        },
        Presets.rect,
      )
    : undefined;
  let seen = 0;
  let bytes = 0;
  let failed = 0;
  const told = () => ({ failed, megabytes: (bytes / 1_048_576).toFixed(1) });
  bar?.start(total, 0, told());
  return {
    add(more, hasFailed) {
      seen++;
      bytes += more;
      if (hasFailed) failed++;
      bar?.update(seen, told());
      if (bar === undefined && seen % EVERY === 0) stream.write(`${title} ${seen} of ${total}\n`);
    },
    stop: () => bar?.stop(),
  };
}
