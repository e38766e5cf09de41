import { setTimeout as delay } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { ConfigurationError } from '../errors.ts';
import { quietly } from '../quietly.ts';
import type { RedisHandle } from '../redis/open-redis.ts';
import { QUEUE, type QueuedJob, type QueueEngine, type QueueEngineOptions } from './queue-engine.ts';

/** Its close waits for a Redis that is away, for ever, and until then it goes on renewing locks. */
class RedisWorker extends Worker<QueuedJob, void, string> {
  /** Ends what is left of it. */
  abandon(): Promise<void> {
    return this.lockManager.close();
  }
}

type RedisQueue = Queue<QueuedJob, void, string>;

/** Tries to open the queue, and ms between them. */
const OPENING = { tries: 10, pause: 1_000 };

/**
 * BullMQ on Redis. What is queued goes through the connection that fails at once: whoever delivers has the outbox
 * to wait in. Workers wait until Redis is back, each with two connections of its own.
 *
 * @throws ConfigurationError when Redis goes away while it is opened, and stays away
 */
export async function openRedisQueue({
  redis,
  log,
}: Pick<QueueEngineOptions, 'log'> & { redis: RedisHandle }): Promise<QueueEngine> {
  const prefix = `${redis.prefix}:jobs`;
  // that Redis is away is said by its handle
  const onError = quietly((error) => {
    if (redis.ready) log.warn({ reason: error.message }, 'the queue has trouble');
  });
  const queue = await openQueue(redis, { prefix, onError });
  const workers = new Set<RedisWorker>();
  return {
    name: 'redis',
    queue,
    get available() {
      return redis.ready;
    },
    onBack: redis.onBack,
    worker(processor, options) {
      const connection = redis.connect('patient');
      const worker = new RedisWorker(QUEUE, processor, { ...options, connection, prefix });
      workers.add(worker);
      worker.on('error', (error) => {
        if (!worker.closing) onError(error);
      });
      return {
        async close() {
          await worker.close();
          workers.delete(worker);
          connection.disconnect();
        },
      };
    },
    async close() {
      for (const worker of workers) await worker.abandon();
      await queue.close();
    },
  };
}

/** A queue of BullMQ's whose first look at Redis fails is of no use ever after: then another is made. */
async function openQueue(
  redis: RedisHandle,
  { prefix, onError }: { prefix: string; onError: (error: Error) => void },
): Promise<RedisQueue> {
  for (let tried = 1; ; tried += 1) {
    const queue: RedisQueue = new Queue(QUEUE, { connection: redis.client, prefix });
    queue.on('error', onError);
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (cause) {
      await queue.close().catch(() => {});
      if (tried === OPENING.tries) {
        throw new ConfigurationError('REDIS_URL', 'the Redis went away during the start.', { cause });
      }
      await delay(OPENING.pause);
    }
  }
}
