import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type HttpProxy, startHttpProxy, startTcpProxy, type TcpProxy } from '@likeness/test-kit/chaos';
import { type Environment, likeness } from './process.ts';

const SERVICES = fileURLToPath(new URL('../../scripts/services.sh', import.meta.url));
const run = promisify(execFile);

const {
  LIKENESS_TEST_S3_ENDPOINT = '',
  LIKENESS_TEST_S3_KEY = '',
  LIKENESS_TEST_S3_SECRET = '',
} = process.env;

/** Whether the engines of a fleet are here; CI must have them. */
export const hasFleet = LIKENESS_TEST_S3_ENDPOINT !== '' || process.env.CI === 'true';

if (!hasFleet)
  console.warn('MISSING: the engines of a fleet; their faults are not tested: scripts/services.sh up');

/**
 * PostgreSQL and Redis of its own, which may be killed, and a bucket of its own in the test store; everything is
 * reached through proxies that can be made bad.
 */
export interface FleetEngines {
  /** Settings that lead through the proxies. */
  env: Environment;
  /** Settings that lead past them, for whoever looks from outside. */
  direct: Environment;
  postgres: TcpProxy & { process: EngineProcess };
  redis: TcpProxy & { process: EngineProcess; flush(): Promise<void> };
  /** The network before the store, and what speaks HTTP there. */
  s3: TcpProxy & { http: HttpProxy };
  remove(): Promise<void>;
}

/** An engine that can be killed. */
export interface EngineProcess {
  /** `kill -9` of its main process. */
  kill(): Promise<void>;
  /** Starts it again, at the same port. */
  start(): Promise<void>;
}

export async function startFleetEngines(): Promise<FleetEngines> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-engines-'));
  const env = {
    PATH: process.env.PATH ?? '',
    LIKENESS_SERVICES_DIR: folder,
    // Away from other sets that start at the same moment.
    LIKENESS_SERVICES_PORT: String(22_000 + 10 * Math.floor(Math.random() * 900)),
  };
  const services = async (...args: string[]) => (await run(SERVICES, args, { env })).stdout;
  await services('up', 'postgres', 'redis');
  const addresses = Object.fromEntries(
    (await services('env', 'postgres', 'redis'))
      .split('\n')
      .map((line) => line.split(/=(.*)/) as [string, string]),
  );
  const [databaseUrl = '', redisUrl = ''] = [
    addresses.LIKENESS_TEST_POSTGRES_URL,
    addresses.LIKENESS_TEST_REDIS_URL,
  ];
  const processOf = (name: string): EngineProcess => ({
    async kill() {
      const [pid] = (await readFile(join(folder, name, `${name}.pid`), 'utf8')).split(' ');
      process.kill(Number(pid), 'SIGKILL');
    },
    async start() {
      await services('up', name);
    },
  });
  const postgres = await startTcpProxy(databaseUrl);
  const redis = await startTcpProxy(redisUrl);
  const http = await startHttpProxy(LIKENESS_TEST_S3_ENDPOINT);
  const s3 = await startTcpProxy(http.url);
  const common = {
    STORAGE_BACKEND: 's3',
    S3_BUCKET_NAME: `likeness-faults-${randomBytes(6).toString('hex')}`,
    AWS_ACCESS_KEY_ID: LIKENESS_TEST_S3_KEY,
    AWS_SECRET_ACCESS_KEY: LIKENESS_TEST_S3_SECRET,
    LIKENESS_MASTER_KEY: randomBytes(32).toString('hex'),
  };
  const direct = {
    ...common,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    S3_ENDPOINT: LIKENESS_TEST_S3_ENDPOINT,
  };
  const made = await likeness(['storage', 'setup'], {
    ...env,
    ...direct,
    LIKENESS_DATA_DIR: join(folder, 'data'),
  });
  if (made.code !== 0) throw new Error(`the bucket could not be made: ${made.stderr}${made.stdout}`);
  return {
    env: { ...common, DATABASE_URL: postgres.url, REDIS_URL: redis.url, S3_ENDPOINT: s3.url },
    direct,
    postgres: Object.assign(postgres, { process: processOf('postgres') }),
    redis: Object.assign(redis, { process: processOf('redis'), flush: () => flush(redisUrl) }),
    s3: Object.assign(s3, { http }),
    async remove() {
      await Promise.all([postgres.close(), redis.close(), s3.close(), http.close()]);
      await services('down');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Redis forgets everything. */
async function flush(url: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('FLUSHALL\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  if (String(answer) !== '+OK\r\n') throw new Error(`Redis was not flushed: ${answer}`);
}
