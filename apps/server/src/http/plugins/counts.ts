import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { LRUCache } from 'lru-cache';
import type { RedisHandle } from '../../redis/open-redis.ts';

interface Count {
  current: number;
  /** ms until it begins anew */
  ttl: number;
}

export interface SharedCounts {
  redis: RedisHandle;
  /** So that Redis does not learn who calls from where. */
  fingerprint(text: string): string;
}

/** Callers that each process remembers. */
const REMEMBERED = 50_000;
/** ms that Redis is passed over after it did not answer */
const PASSED_OVER = 5_000;

const INCREMENT = `
  local current = redis.call('INCR', KEYS[1])
  local ttl = redis.call('PTTL', KEYS[1])
  if ttl < 0 then
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
    ttl = tonumber(ARGV[1])
  end
  return {current, ttl}`;

/**
 * Where requests are counted: in each process, and with a Redis for all of them together. While that is away what
 * the process has counted itself counts.
 */
export function requestCounts(shared: SharedCounts | undefined): FastifyRateLimitStoreCtor {
  const connection = shared?.redis.connect('hasty');
  let passedOver = 0;
  let kinds = 0;

  const together = async (kind: number, key: string, window: number): Promise<Count | undefined> => {
    if (!shared || connection?.status !== 'ready' || performance.now() < passedOver) return undefined;
    const name = `${shared.redis.prefix}:requests:${kind}:${shared.fingerprint(key)}`;
    try {
      const [current, ttl] = (await connection.eval(INCREMENT, 1, name, window)) as [number, number];
      return { current, ttl };
    } catch {
      passedOver = performance.now() + PASSED_OVER;
      return undefined;
    }
  };

  return class Counts implements FastifyRateLimitStore {
    // they are made in the same order in every process
    readonly #kind = kinds++;
    readonly #alone = new LRUCache<string, { current: number; ends: number }>({ max: REMEMBERED });

    incr(key: string, done: (error: Error | null, count?: Count) => void, window = 60_000): void {
      const alone = this.#countAlone(key, window);
      void together(this.#kind, key, window).then((count) => setImmediate(done, null, count ?? alone));
    }

    child(): FastifyRateLimitStore {
      return new Counts();
    }

    #countAlone(key: string, window: number): Count {
      const now = performance.now();
      const known = this.#alone.get(key);
      const count = known && known.ends > now ? known : { current: 0, ends: now + window };
      count.current += 1;
      this.#alone.set(key, count);
      return { current: count.current, ttl: Math.round(count.ends - now) };
    }
  };
}
