import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { Problem } from '../../errors.ts';
import type { App } from '../app-types.ts';

const REMEMBERED = 50_000;

/** @throws Problem `too_many_requests` */
export type Limit = (
  request: FastifyRequest,
  reply: FastifyReply,
  caller: string | undefined,
) => Promise<void>;

/**
 * Counts API calls by caller and, for whoever brings no good token, by address: so guessing is slowed
 * down, and a guesser cannot use up the share of those who are signed in. Counted in each process.
 */
export async function createLimit(app: App, { access }: Config): Promise<Limit> {
  if (!access.rateLimits) return async () => {};
  const callers = new WeakMap<FastifyRequest, string>();
  await app.register(rateLimit, { global: false, cache: REMEMBERED });
  const addresses = app.createRateLimit({ max: access.rateLimitPerMinute, timeWindow: 60_000 });
  const users = app.createRateLimit({
    max: access.rateLimitPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => callers.get(request) ?? '',
  });
  return async (request, reply, caller) => {
    if (caller !== undefined) callers.set(request, caller);
    const count = await (caller === undefined ? addresses(request) : users(request));
    if (count.isAllowed) return;
    reply.headers({
      'ratelimit-limit': count.max,
      'ratelimit-remaining': count.remaining,
      'ratelimit-reset': count.ttlInSeconds,
    });
    if (count.isExceeded) {
      throw new Problem('too_many_requests', undefined, {
        headers: { 'retry-after': String(Math.max(1, count.ttlInSeconds)) },
      });
    }
  };
}
