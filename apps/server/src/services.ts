import type { StorageDriver } from '@likeness/storage';
import type { Bodies } from './bodies/bodies-context.ts';
import type { Cache } from './cache/open-cache.ts';
import type { Cdn } from './cdn/cdn.ts';
import type { Config } from './config/config.ts';
import type { DatabaseHandle } from './database/database.ts';
import type { Log } from './log.ts';
import type { Portraits } from './portraits/portraits.ts';
import type { EngineCheck } from './readiness.ts';
import type { RedisHandle } from './redis/open-redis.ts';
import type { Sealing } from './sealing/sealing.ts';

/** What a process of the server is made of; put together in `start/`, handed to the app and its routes. */
export interface Services {
  config: Config;
  log: Log;
  database: DatabaseHandle;
  /** Undefined: jobs wait in the database. */
  redis: RedisHandle | undefined;
  cache: Cache;
  store: StorageDriver;
  cdn: Cdn;
  portraits: Portraits;
  sealing: Sealing;
  bodies: Bodies;
  /** What `/ready` asks; who opens an engine adds to it. */
  checks: EngineCheck[];
  /** Set when the process has begun to stop: `/ready` says so. */
  lifecycle: { stopping: boolean };
}
