import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { deliverOutbox, type OutboxRow } from './deliver-outbox.ts';

export interface OutboxPumpOptions {
  db: Database;
  log: Logger;
  deliver: (row: OutboxRow) => Promise<void>;
  /** Topics that cannot be delivered now. */
  held?: () => readonly string[];
  /** ms between two looks at the outbox when nobody wakes it */
  interval?: number;
}

export interface OutboxPump {
  /** There is something to deliver. */
  wake(): void;
  /** What could not be delivered is tried again now: the reason has probably gone. */
  tryAgain(): void;
  /** Ends the batch that is under way, then resolves. */
  stop(): Promise<void>;
}

/** ms until a row is tried again: doubled with every failure */
const AGAIN = { first: 200, most: 300_000 };
/** Rows that fail at the same time before the pump waits for the first of them. */
const MOST_FAILING = 5_000;

/** Delivers the outbox whenever it is woken, and every five seconds. */
export function startOutboxPump({
  db,
  log,
  deliver,
  held = () => [],
  interval = 5_000,
}: OutboxPumpOptions): OutboxPump {
  const failing = new Map<string, { failures: number; until: number }>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let wanted = true;
  let wakeUp = () => {};

  const onFailure = (row: OutboxRow, error: unknown) => {
    const failures = (failing.get(row.id)?.failures ?? 0) + 1;
    const wait = Math.min(AGAIN.first * 2 ** (failures - 1), AGAIN.most);
    failing.set(row.id, { failures, until: Date.now() + wait });
    log.warn({ err: error, topic: row.topic, outbox: row.id, failures }, 'not delivered; tried again later');
  };
  const settled = async (row: OutboxRow) => {
    await deliver(row);
    failing.delete(row.id);
  };
  const deliverAll = async () => {
    for (let taken = -1; taken !== 0 && !signal.aborted; ) {
      const now = Date.now();
      const except = [...failing].filter(([, { until }]) => until > now).map(([id]) => id);
      if (except.length >= MOST_FAILING) break;
      taken = await deliverOutbox({ db, deliver: settled, except, held, onFailure });
    }
    // what another pump delivered, or nobody ever will
    for (const [id, { until }] of failing) if (until < Date.now() - AGAIN.most) failing.delete(id);
  };
  const run = async () => {
    while (!signal.aborted) {
      if (wanted) {
        wanted = false;
        await deliverAll().catch((error: unknown) => {
          log.warn({ err: error }, 'the outbox could not be read; tried again shortly');
        });
        continue;
      }
      const due = Math.min(...[...failing.values()].map(({ until }) => until - Date.now()), interval);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(due, 50));
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
        if (wanted || signal.aborted) wakeUp();
      });
      wanted = true;
    }
  };
  const running = run();
  const wake = () => {
    wanted = true;
    wakeUp();
  };
  return {
    wake,
    tryAgain() {
      for (const entry of failing.values()) entry.until = Date.now();
      wake();
    },
    async stop() {
      stopping.abort();
      wakeUp();
      await running;
    },
  };
}
