import { setTimeout as delay } from 'node:timers/promises';
import type { Fleet } from './fleet.ts';

export interface TroubleOptions {
  fleet: Fleet;
  next: () => number;
  /** ms that the whole takes */
  lasts: number;
  outages: boolean;
  say: (line: string) => void;
  signal: AbortSignal;
}

export interface Trouble {
  kills: number;
  outages: string[];
}

const S3_AWAY = 30_000;

/**
 * Kills processes at random, each some seconds after the one before; with `outages` engines go as well. In the second
 * half the first server and the first worker are left alone, so that there is something to tell of their memory.
 */
export async function makeTrouble({
  fleet,
  next,
  lasts,
  outages,
  say,
  signal,
}: TroubleOptions): Promise<Trouble> {
  const began = Date.now();
  const trouble: Trouble = { kills: 0, outages: [] };
  const wait = (ms: number) => delay(ms, undefined, { signal }).catch(() => {});
  const kills = async () => {
    while (!signal.aborted) {
      await wait(8_000 + next() * 14_000);
      const late = Date.now() - began > lasts / 2;
      const targets = fleet.slots.filter(({ index, alive }) => alive && !(late && index === 0));
      const slot = targets[Math.floor(next() * targets.length)];
      if (signal.aborted || !slot) continue;
      await fleet.replace(slot);
      trouble.kills += 1;
      say(`killed ${slot.kind} ${slot.index}, another is in its place`);
    }
  };
  await Promise.all([kills(), outages ? takeEngines(fleet, trouble, lasts, wait, say, signal) : undefined]);
  return trouble;
}

/** Redis forgets everything, the store is away for 30 s, PostgreSQL is killed and started: one after the other. */
async function takeEngines(
  { installation: { engines }, outages: noted }: Fleet,
  trouble: Trouble,
  lasts: number,
  wait: (ms: number) => Promise<void>,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!engines) return;
  const outages: [string, () => Promise<void>][] = [
    // no reason to refuse anybody: it is not noted
    ['Redis flushed', () => engines.redis.flush()],
    [
      'S3 away for 30 s',
      () =>
        noted.during(async () => {
          await engines.s3.down();
          await wait(S3_AWAY);
          await engines.s3.up();
        }),
    ],
    [
      'PostgreSQL killed and started',
      () =>
        noted.during(async () => {
          await engines.postgres.process.kill();
          await engines.postgres.process.start();
        }),
    ],
  ];
  for (const [name, take] of outages) {
    await wait(lasts / (outages.length + 1));
    if (signal.aborted) return;
    say(`${name} …`);
    await take();
    trouble.outages.push(name);
    say(`${name}: over`);
  }
}
