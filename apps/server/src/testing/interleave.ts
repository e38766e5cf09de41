import { setImmediate } from 'node:timers/promises';
import type { Pool } from 'pg';

/** One of two parties whose steps a schedule orders. */
export interface Party {
  /** Passed to the code under test: each call ends a step. */
  pause(): Promise<void>;
  /** Does the next step: returns when it ended, the party finished, or it waits for a lock in the database. */
  step(): Promise<void>;
  /** Lets it run to its end, whatever it still passes. */
  finish(): Promise<void>;
}

/**
 * Runs `work` step by step: it stops at every pause point until the schedule calls it on.
 *
 * @param pool to see whether somebody waits for a lock; of the database that `work` uses
 */
export function party(pool: Pool, work: (pause: () => Promise<void>) => Promise<void>): Party {
  let free = false;
  let release: (() => void) | undefined;
  let ended = false;
  let failure: unknown;
  const pause = () =>
    new Promise<void>((resolve) => {
      if (free) resolve();
      else release = resolve;
    });
  let running: Promise<void> | undefined;
  const go = () => {
    if (running) {
      const wake = release;
      release = undefined;
      wake?.();
      return;
    }
    running = work(pause)
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        ended = true;
      });
  };
  return {
    pause,
    async step() {
      if (ended) return;
      go();
      // `release` and `ended` are set by the party while the loop waits
      // oxlint-disable-next-line no-unmodified-loop-condition
      while (!ended && release === undefined && !(await somebodyWaits(pool))) await setImmediate();
    },
    async finish() {
      free = true;
      go();
      await running;
      if (failure) throw failure;
    },
  };
}

async function somebodyWaits(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ waits: boolean }>(`
    SELECT EXISTS (
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waits`);
  return rows[0]?.waits === true;
}

/** Every order of `a` steps of one party and `b` of another, as words such as `uusus`. */
export function interleavings(
  a: number,
  b: number,
  letters: readonly [string, string] = ['u', 's'],
): string[] {
  if (a === 0) return [letters[1].repeat(b)];
  if (b === 0) return [letters[0].repeat(a)];
  return [
    ...interleavings(a - 1, b, letters).map((word) => letters[0] + word),
    ...interleavings(a, b - 1, letters).map((word) => letters[1] + word),
  ];
}
