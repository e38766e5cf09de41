import type { RedisOptions } from 'ioredis';

/** ms until a connection that is not made is given up */
const CONNECT_TIMEOUT = 5_000;
/** ms between two tries to connect */
const AGAIN = { first: 50, most: 1_000 };

/** How every connection is made, and made again for as long as it is wanted. */
const COMMON: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(AGAIN.first * 2 ** Math.min(times, 10), AGAIN.most),
  // after a failover the old primary still answers: it is left
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/** Waits for nothing: a command fails at once while Redis is away, and soon when it does not answer. */
export const PROMPT: RedisOptions = {
  ...COMMON,
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 2_000,
  socketTimeout: 3_000,
};

/** For what is done without rather than waited for. */
export const HASTY: RedisOptions = {
  ...PROMPT,
  lazyConnect: false,
  commandTimeout: 500,
  socketTimeout: 1_000,
};

/** Waits until Redis is back, as BullMQ wants it of a worker, whose longest silence is 10 s. */
export const PATIENT: RedisOptions = {
  ...COMMON,
  maxRetriesPerRequest: null,
  socketTimeout: 15_000,
};

/** One try, whose failure tells why. */
export const ONCE: RedisOptions = {
  ...COMMON,
  lazyConnect: true,
  retryStrategy: () => null,
  maxRetriesPerRequest: 0,
  commandTimeout: CONNECT_TIMEOUT,
};
