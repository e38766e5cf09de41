import { sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import { extensionOf } from '../portraits/storage-keys.ts';

export interface WarmerOptions {
  db: Database;
  log: Log;
  /** Where the CDN's addresses begin. */
  url: string;
}

export interface Warmer {
  /** Fetches a picture's addresses once, in its own time. Never fails. */
  warm(avatarId: string): void;
  /** Gives up what waits and what is under way. */
  stop(): Promise<void>;
}

/** Addresses at the same time. */
const AT_ONCE = 4;
/** Pictures that wait; more are left to whoever asks for them first. */
const MOST_WAITING = 1_000;
/** ms for one address */
const PATIENCE = 10_000;

/** Has the CDN fetch new pictures before somebody asks for them. What fails is fetched by whoever asks first. */
export function createWarmer({ db, log, url }: WarmerOptions): Warmer {
  const stopping = new AbortController();
  const waiting: string[] = [];
  // an event may be told twice
  const known = new LRUCache<string, true>({ max: 10_000 });
  let running: Promise<void> | undefined;

  const fetchOnce = async (address: string): Promise<boolean> => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      const answer = await fetch(address, { signal, redirect: 'manual' });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  };
  const warmOne = async (avatarId: string) => {
    const { rows } = await db.execute<{ name: string; format: string }>(
      sql`SELECT name, format FROM portrait.variants WHERE blob_id = ${avatarId} AND format <> 'avif' ORDER BY bytes`,
    );
    const addresses = rows.map(
      ({ name, format }) => `${url}/avatars/${avatarId}/${name}.${extensionOf(format)}`,
    );
    let failed = 0;
    const worker = async () => {
      for (
        let next = addresses.pop();
        next !== undefined && !stopping.signal.aborted;
        next = addresses.pop()
      ) {
        if (!(await fetchOnce(next))) failed += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (failed > 0 && !stopping.signal.aborted) {
      log.warn({ avatarId, failed, of: rows.length }, 'the CDN could not be warmed with a picture');
    }
  };
  const run = async () => {
    for (let next = waiting.shift(); next !== undefined && !stopping.signal.aborted; next = waiting.shift()) {
      await warmOne(next).catch((err: unknown) => log.warn({ err }, 'a picture could not be warmed'));
    }
    running = undefined;
  };
  return {
    warm(avatarId) {
      if (stopping.signal.aborted || waiting.length >= MOST_WAITING || known.has(avatarId)) return;
      known.set(avatarId, true);
      waiting.push(avatarId);
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
