import { openPostgresQueue } from './postgres-queue-engine.ts';
import type { QueueEngine, QueueEngineOptions } from './queue-engine.ts';
import { openRedisQueue } from './redis-queue-engine.ts';

/** BullMQ on Redis where there is one, else on PostgreSQL. */
export async function openQueueEngine({ redis, ...options }: QueueEngineOptions): Promise<QueueEngine> {
  return redis === undefined ? openPostgresQueue(options) : openRedisQueue({ redis, ...options });
}
