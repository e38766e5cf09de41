import { Queue, Worker } from 'bullmq';
import { quietly } from '../quietly.ts';
import type { RedisHandle } from '../redis/open-redis.ts';
import { QUEUE, type QueuedJob, type QueueEngine, type QueueEngineOptions } from './queue-engine.ts';

/**
 * BullMQ on Redis. What is queued goes through the connection that fails at once: whoever delivers has the outbox
 * to wait in. Workers wait until Redis is back, each with two connections of its own.
 */
export function openRedisQueue({
  redis,
  log,
}: Pick<QueueEngineOptions, 'log'> & { redis: RedisHandle }): QueueEngine {
  const prefix = `${redis.prefix}:jobs`;
  // that Redis is away is said by its handle
  const onError = quietly((error) => {
    if (redis.ready) log.warn({ reason: error.message }, 'the queue has trouble');
  });
  const queue = new Queue<QueuedJob, void, string>(QUEUE, { connection: redis.client, prefix });
  queue.on('error', onError);
  return {
    name: 'redis',
    queue,
    get available() {
      return redis.ready;
    },
    onBack: redis.onBack,
    worker(processor, options) {
      const connection = redis.connect('patient');
      const worker = new Worker<QueuedJob, void, string>(QUEUE, processor, {
        ...options,
        connection,
        prefix,
      });
      worker.on('error', (error) => {
        if (!worker.closing) onError(error);
      });
      return {
        async close() {
          await worker.close();
          connection.disconnect();
        },
      };
    },
    close: () => queue.close(),
  };
}
