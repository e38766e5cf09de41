import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import type { RedisHandle } from '../redis/open-redis.ts';
import type { CacheSlot } from './cache-keys.ts';
import { createRedisBus } from './redis-bus.ts';

/**
 * Remembers what was worked out, in memory and, where there is one, in Redis for all processes. Nothing rests on it:
 * whether something exists and who may see it is asked of the database, and what is remembered is of one state of a
 * row, which the caller names and which the row itself tells. A Redis that is away is passed over.
 */
export interface Cache {
  /**
   * What `make` gave for this state; made once for all who ask at the same time.
   *
   * @param state of what it was made of, as a row's version; of another state nothing is taken
   * @param make gives what JSON can hold
   */
  remember<T>(slot: CacheSlot, state: string, make: () => Promise<T>): Promise<T>;
  /** What was kept for this state. */
  find<T>(slot: CacheSlot, state: string): Promise<T | undefined>;
  /** @param life ms, where it is less than that of the slot */
  keep(slot: CacheSlot, state: string, value: unknown, life?: number): Promise<void>;
  /** Everywhere, as far as Redis can be reached; what it misses runs out. */
  forget(slots: readonly CacheSlot[]): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  state: string;
  value: unknown;
}

/** Entries in the memory of each process: 10 kB each, as a rule. */
const MOST = 1_000;
/** ms that Redis is passed over after it failed */
const CIRCUIT = 5_000;

export function openCache(redis: RedisHandle | undefined): Cache {
  const memory = bentostore().useL1Layer(memoryDriver({ maxItems: MOST }));
  const store =
    redis === undefined
      ? memory
      : memory
          .useL2Layer(redisDriver({ connection: redis.connect('hasty') }))
          .useBus({ options: {}, factory: () => createRedisBus(redis) });
  // the name is the channel of the bus, too
  const name = redis?.prefix ?? 'memory';
  const bento = new BentoCache({
    default: name,
    stores: { [name]: store },
    prefix: name,
    grace: false,
    suppressL2Errors: true,
    l2CircuitBreakerDuration: CIRCUIT,
  });
  const flights = new Map<string, Promise<unknown>>();
  const find = async <T>({ key }: CacheSlot, state: string): Promise<T | undefined> => {
    const entry = (await bento.get({ key }).catch(() => undefined)) as Entry | undefined;
    return entry?.state === state ? (entry.value as T) : undefined;
  };
  const keep: Cache['keep'] = async ({ key, life: longest }, state, value, life = longest) => {
    const entry: Entry = { state, value };
    await bento.set({ key, value: entry, ttl: Math.min(life, longest) }).catch(() => {});
  };
  return {
    find,
    keep,
    async remember<T>(slot: CacheSlot, state: string, make: () => Promise<T>): Promise<T> {
      const found = await find<T>(slot, state);
      if (found !== undefined) return found;
      const flight = `${slot.key} ${state}`;
      const under = flights.get(flight);
      if (under) return under as Promise<T>;
      const making = make();
      flights.set(flight, making);
      try {
        const value = await making;
        await keep(slot, state, value);
        return value;
      } finally {
        flights.delete(flight);
      }
    },
    async forget(slots) {
      await bento.deleteMany({ keys: slots.map(({ key }) => key) }).catch(() => {});
    },
    async close() {
      await bento.disconnectAll().catch(() => {});
    },
  };
}
