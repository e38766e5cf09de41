import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../errors.ts';
import { quotaHeaders } from '../../quota.ts';
import type { Services } from '../../services.ts';
import type { App } from '../app-types.ts';
import { requestCounts } from './counts.ts';

/** @throws Problem `too_many_requests` */
export type Limit = (
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | undefined,
) => Promise<void>;

/** Whose token it is, and how many times as much as others they may. */
export interface Caller {
  name: string;
  factor: number;
}

/**
 * Counts API calls by caller and, for whoever brings no good token, by address: so guessing is slowed
 * down, and a guesser cannot use up the share of those who are signed in. Counted in each process, or with a Redis
 * by all of them together.
 */
export async function createLimit(
  app: App,
  { config: { access }, redis, sealing }: Pick<Services, 'config' | 'redis' | 'sealing'>,
): Promise<Limit> {
  if (!access.rateLimits) return async () => {};
  const callers = new WeakMap<FastifyRequest, Caller>();
  const { fingerprint } = sealing;
  await app.register(rateLimit, {
    global: false,
    store: requestCounts(redis && { redis, fingerprint }),
  });
  const addresses = app.createRateLimit({ max: access.rateLimitPerMinute, timeWindow: 60_000 });
  const users = app.createRateLimit({
    // a user whose role changes keeps counting
    max: (request) => access.rateLimitPerMinute * (callers.get(request)?.factor ?? 1),
    timeWindow: 60_000,
    keyGenerator: (request) => callers.get(request)?.name ?? '',
  });
  return async (request, reply, caller) => {
    if (caller !== undefined) callers.set(request, caller);
    const count = await (caller === undefined ? addresses(request) : users(request));
    if (count.isAllowed) return;
    const { max: limit, remaining, ttlInSeconds: reset } = count;
    reply.headers(quotaHeaders({ limit, remaining, reset }));
    if (count.isExceeded) {
      throw new Problem('too_many_requests', undefined, {
        headers: { 'retry-after': String(Math.max(1, count.ttlInSeconds)) },
      });
    }
  };
}
