import type { Pool } from 'pg';
import type { Config } from '../config/config.ts';
import { ensureDatabaseId } from '../installation/installation-id.ts';
import type { Log } from '../log.ts';
import { openRedis, type RedisHandle } from './open-redis.ts';

/** Processes that answer or do jobs; a command does without Redis. */
const ROLES: readonly string[] = ['server', 'worker'];

/**
 * What `REDIS_URL` leads to. Its keys carry the id of the database, so that installations which share a Redis do not
 * take each other's jobs.
 *
 * @returns undefined where there is none
 * @throws ConfigurationError when it cannot be used as configured
 */
export async function configuredRedis(
  role: string,
  { config, log, pool }: { config: Config; log: Log; pool: Pool },
): Promise<RedisHandle | undefined> {
  const { url, prefix } = config.redis;
  if (url === undefined || !ROLES.includes(role)) return undefined;
  const id = await ensureDatabaseId(pool);
  return openRedis({ url, prefix: `${prefix}:${id.slice(0, 8)}`, log });
}
