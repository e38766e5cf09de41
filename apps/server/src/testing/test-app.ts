import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageDriver } from '@likeness/storage';
import type { DestinationStream } from 'pino';
import { buildApp } from '../app.ts';
import { type IssueTokenOptions, issueToken } from '../auth/issue-token.ts';
import { createBodies } from '../bodies/bodies-context.ts';
import { openDocuments } from '../bodies/model-documents/open-documents.ts';
import { openCache } from '../cache/open-cache.ts';
import { openCdn } from '../cdn/cdn.ts';
import { loadConfig } from '../config/config.ts';
import type { App } from '../http/app-types.ts';
import { createLog } from '../log.ts';
import { createPortraits } from '../portraits/portraits.ts';
import { neededChecks } from '../readiness.ts';
import { openRedis } from '../redis/open-redis.ts';
import { openSealing } from '../sealing/open-sealing.ts';
import type { Services } from '../services.ts';
import { createTestDatabase } from './test-database.ts';
import { forgetKeys, randomPrefix } from './test-redis.ts';
import { testMasterKey } from './test-sealing.ts';
import { emptyStore, openTestStore, testStoreEnv } from './test-store.ts';

export interface TestApp {
  app: App;
  services: Services;
  /** Takes connections, on a free port of loopback. @returns the address */
  listen(): Promise<string>;
  /** An `Authorization` header of our own. */
  as(options: IssueTokenOptions): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

/**
 * The whole app on a database and a folder of its own, to be injected into.
 *
 * @example
 * const { app, as, close } = await createTestApp();
 * const answer = await app.inject({ url: '/api/v1/session', headers: await as({ userId: 'alice' }) });
 */
export async function createTestApp({
  env = {},
  store: given,
  logTo,
  poolSize,
}: {
  env?: Record<string, string>;
  store?: StorageDriver;
  logTo?: DestinationStream;
  /** Connections to the database. */
  poolSize?: number;
} = {}): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-app-'));
  const config = loadConfig({
    LIKENESS_DATA_DIR: folder,
    LIKENESS_RATE_LIMIT_PER_MINUTE: '100000',
    ...(await testStoreEnv()),
    ...env,
  });
  const log = createLog({ level: logTo ? 'info' : 'silent', ...(logTo && { to: logTo }) });
  const database = await createTestDatabase(poolSize === undefined ? {} : { poolSize });
  const store = given ?? (await openTestStore(config));
  const portraits = createPortraits({ config, db: database.db, store });
  const sealing = await openSealing(database.db, testMasterKey());
  const bodies = createBodies({
    config,
    db: database.db,
    store,
    sealing,
    budget: portraits.context.budget,
    documents: await openDocuments(config, database.db, { match: true }),
  });
  const { url } = config.redis;
  const redis = url === undefined ? undefined : await openRedis({ url, prefix: randomPrefix(), log });
  const cache = openCache(redis);
  const services: Services = {
    config,
    log,
    database,
    redis,
    cache,
    store,
    cdn: await openCdn(config, log),
    portraits,
    sealing,
    bodies,
    checks: neededChecks({ database, store }),
    lifecycle: { stopping: false },
  };
  const app = await buildApp(services);
  return {
    app,
    services,
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    as: async (options) => ({ authorization: `Bearer ${await issueToken(config, options)}` }),
    async close() {
      await app.close();
      await bodies.close();
      await cache.close();
      if (redis?.ready) await forgetKeys(redis.client, redis.prefix);
      redis?.close();
      await database.drop();
      await emptyStore(config, store);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
