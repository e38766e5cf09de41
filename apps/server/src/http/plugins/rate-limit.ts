import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { Problem } from '../../errors.ts';
import { quotaHeaders } from '../../quota.ts';
import type { App } from '../app-types.ts';

const REMEMBERED = 50_000;

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
 * down, and a guesser cannot use up the share of those who are signed in. Counted in each process.
 */
export async function createLimit(app: App, { access }: Config): Promise<Limit> {
  if (!access.rateLimits) return async () => {};
  const callers = new WeakMap<FastifyRequest, Caller>();
  await app.register(rateLimit, { global: false, cache: REMEMBERED });
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
