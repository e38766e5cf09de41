import type { Job } from './api-types.ts';
import { LikenessError } from './likeness-error.ts';
import type { Live } from './live/live.ts';
import { pause } from './transport/pause.ts';

export interface WatchOptions {
  signal?: AbortSignal | undefined;
  /** Says when to look again; without it, the clock does. */
  live?: Live | undefined;
}

/**
 * ms between two looks. The first come quickly, because a body from measurements is made within a second or two; then
 * they grow rare, because photos in a queue take long and the server counts a user's requests by the minute.
 */
const FIRST = 400;
const GROWTH = 1.3;
const RAREST = 3_000;
/** Told of changes by a socket, a look now and then is enough: for what the socket has missed. */
const RAREST_LIVE = 15_000;
/** ms without an answer after which it is no passing trouble, such as a restart of the server */
const OUTAGE = 60_000;

const ENDED: ReadonlySet<Job['status']> = new Set(['completed', 'failed', 'cancelled']);
export const hasEnded = ({ status }: Job): boolean => ENDED.has(status);

/** Yields a job whenever it has moved, until it has ended. @param look reads it once */
export async function* watchJob(
  look: (signal: AbortSignal | undefined) => Promise<Job>,
  { signal, live }: WatchOptions,
): AsyncGenerator<Job, void, void> {
  const bell = createBell();
  let unsubscribe: (() => void) | undefined;
  let told: string | undefined;
  let answeredAt = Date.now();
  try {
    for (let wait = FIRST; ; wait = Math.min(wait * GROWTH, live ? RAREST_LIVE : RAREST)) {
      const job = await look(signal).catch((error: unknown) => {
        if (!isPassing(error) || Date.now() - answeredAt > OUTAGE) throw error;
        return undefined;
      });
      if (job) {
        answeredAt = Date.now();
        const state = JSON.stringify([job.status, job.progress, job.currentStep, job.findings]);
        if (state !== told) yield job;
        told = state;
        if (hasEnded(job)) return;
        unsubscribe ??= live?.onChange(job.avatarId, bell.ring);
      }
      await bell.wait(wait, signal);
    }
  } finally {
    unsubscribe?.();
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof LikenessError && [0, 429, 502, 503, 504].includes(error.status);
}

/** A pause that can be cut short, also shortly before it begins. */
function createBell() {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring(): void {
      rung = true;
      wake?.();
    },
    async wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
      const ended = new AbortController();
      const stop = () => ended.abort(signal?.reason);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
        if (rung) resolve();
      });
      const slept = pause(ms, ended.signal);
      try {
        await Promise.race([woken, slept]);
      } finally {
        rung = false;
        signal?.removeEventListener('abort', stop);
        slept.catch(() => {});
        ended.abort();
      }
    },
  };
}
