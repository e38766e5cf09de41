import type { Principal } from '../auth/principal.ts';
import { CACHE } from '../cache/cache-keys.ts';
import { Problem } from '../errors.ts';
import type { Services } from '../services.ts';
import { factorOf } from './allowance.ts';

interface Refusal {
  /** ms of the clock of whoever was refused */
  until: number;
  photos: number;
  detail: string;
  headers: Record<string, string>;
}

/**
 * Lets a user make an avatar, unless they were refused a moment ago and must still wait: who asks again and again
 * costs the database nothing. What was made in the last hour does not become less, so a refusal holds until its end
 * for all that asks for as much.
 *
 * @param photos that it is made from
 * @throws Problem what `make` throws, and again `too_many_requests`
 */
export async function withinLimit<T>(
  { cache, config }: Pick<Services, 'cache' | 'config'>,
  { userId, role }: Principal,
  photos: number,
  make: () => Promise<T>,
): Promise<T> {
  if (!config.access.rateLimits) return make();
  const slot = CACHE.creation(userId);
  // with other limits it is another question
  const state = [config.bodies.perHour, config.photos.perHour, factorOf(config, role)].join('/');
  const refusal = await cache.find<Refusal>(slot, state);
  // another machine's clock may be ahead of ours, and nobody waits longer than was said at first
  const left = Math.ceil(((refusal?.until ?? 0) - Date.now()) / 1_000);
  const waits = Math.min(left, Number(refusal?.headers['retry-after']));
  if (refusal && waits > 0 && photos >= refusal.photos) {
    const times = Object.keys(refusal.headers).filter((name) =>
      /^(retry-after|(x-)?ratelimit-reset)$/i.test(name),
    );
    const headers = { ...refusal.headers, ...Object.fromEntries(times.map((name) => [name, String(waits)])) };
    throw new Problem('too_many_requests', refusal.detail, { headers });
  }
  try {
    return await make();
  } catch (error) {
    const seconds = Number(error instanceof Problem && error.headers['retry-after']);
    if (error instanceof Problem && error.code === 'too_many_requests' && seconds > 0) {
      const { message: detail, headers } = error;
      const kept: Refusal = { until: Date.now() + seconds * 1_000, photos, detail, headers: { ...headers } };
      await cache.keep(slot, state, kept, seconds * 1_000);
    }
    throw error;
  }
}
