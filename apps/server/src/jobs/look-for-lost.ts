import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { QueueEngine } from './queue-engine.ts';
import { requeueLost, seemsToHaveLost } from './requeue-lost.ts';

export interface LookForLost {
  db: Database;
  engine: QueueEngine;
  log: Log;
  /** ms between two counts, and between two looks at every job */
  intervals?: { count: number; all: number };
}

const INTERVALS = { count: 5_000, all: 600_000 };

/**
 * Has jobs that the queue has lost queued again: at the start, when the queue was away and is back, soon after it
 * holds fewer than wait, and now and then in any case.
 */
export function lookForLost({ db, engine, log, intervals = INTERVALS }: LookForLost): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  let looking = Promise.resolve();
  const look = async (onlyIf: () => Promise<boolean>) => {
    if (signal.aborted || !engine.available) return;
    try {
      if (!(await onlyIf())) return;
      const requeued = await requeueLost(db, engine.queue, { signal });
      if (requeued > 0) log.warn({ jobs: requeued }, 'jobs were not in the queue any more and are again');
    } catch (err) {
      if (!signal.aborted && engine.available) log.warn({ err }, 'lost jobs could not be looked for');
    }
  };
  let waiting = 0;
  const next = (onlyIf: () => Promise<boolean>) => {
    // one that has not begun will see what this one would
    if (waiting > 1) return;
    waiting += 1;
    looking = looking
      .then(() => look(onlyIf))
      .finally(() => {
        waiting -= 1;
      });
  };
  const always = async () => true;
  next(always);
  engine.onBack(() => next(always));
  const timers = [
    setInterval(() => next(() => seemsToHaveLost(db, engine.queue)), intervals.count),
    setInterval(() => next(always), intervals.all),
  ];
  for (const timer of timers) timer.unref();
  return {
    async stop() {
      stopping.abort();
      for (const timer of timers) clearInterval(timer);
      await looking;
    },
  };
}
