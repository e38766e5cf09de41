import { Redis } from 'ioredis';
import { ConfigurationError } from '../errors.ts';
import type { Log } from '../log.ts';
import { reachRedis } from './reach-redis.ts';
import { HASTY, PATIENT, PROMPT } from './redis-options.ts';

export interface RedisHandle {
  /** Its commands fail at once while Redis is away. */
  client: Redis;
  /** What every key begins with: no two installations share one. */
  prefix: string;
  /** It answers, as far as we know. */
  readonly ready: boolean;
  /**
   * Another connection, which is closed with the handle.
   *
   * @param manner `patient`: its commands wait until Redis is back; `hasty`: they are given up after half a second
   */
  connect(manner: keyof typeof MANNERS): Redis;
  /** Redis is back; it may have lost everything, or come with what it had before. */
  onBack(listener: () => void): void;
  close(): void;
}

export interface OpenRedis {
  url: string;
  prefix: string;
  log: Log;
  /** ms to wait for a server that does not answer yet */
  patience?: number;
}

const PATIENCE = 10_000;
const MANNERS = { prompt: PROMPT, hasty: HASTY, patient: PATIENT } as const;

/**
 * Opens `REDIS_URL`. From then on Redis may go and come back: connections are made again for as long as it takes.
 *
 * @throws ConfigurationError when it cannot be used as configured
 */
export async function openRedis({ url, prefix, log, patience = PATIENCE }: OpenRedis): Promise<RedisHandle> {
  const { evictionPolicy } = await reachRedis(url, { patience });
  if (evictionPolicy !== undefined && evictionPolicy !== 'noeviction') {
    log.warn(
      { maxmemoryPolicy: evictionPolicy },
      'REDIS_URL: this Redis throws away keys when its memory is full, jobs too; set maxmemory-policy noeviction',
    );
  }
  const connections: Redis[] = [];
  const back: (() => void)[] = [];
  const connect = (manner: keyof typeof MANNERS): Redis => {
    return adopt(new Redis(url, MANNERS[manner]));
  };
  const adopt = (connection: Redis): Redis => {
    // said once below; without a listener every failed try would be printed
    connection.on('error', () => {});
    connections.push(connection);
    // BullMQ makes copies, which would go on trying for ever and keep the process alive
    const copy = connection.duplicate.bind(connection);
    connection.duplicate = (changed) => adopt(copy(changed));
    return connection;
  };
  const client = connect('prompt');
  let away = false;
  let closed = false;
  client.on('close', () => {
    if (away || closed) return;
    away = true;
    log.warn('Redis is away: jobs wait in the outbox, limits are counted in each process');
  });
  client.on('ready', () => {
    if (!away) return;
    away = false;
    log.info('Redis is back');
    for (const listener of back) listener();
  });
  const close = () => {
    closed = true;
    for (const connection of connections) connection.disconnect();
  };
  await client.connect().catch((cause: unknown) => {
    close();
    throw new ConfigurationError('REDIS_URL', 'the Redis went away during the start.', { cause });
  });
  return {
    client,
    prefix,
    get ready() {
      return client.status === 'ready';
    },
    connect,
    onBack(listener) {
      back.push(listener);
    },
    close,
  };
}
