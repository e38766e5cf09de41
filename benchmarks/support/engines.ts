import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from './conditions.ts';

const BIN = fileURLToPath(new URL('../../../apps/cli/bin/likeness.cjs', import.meta.url));
const NEEDED = ['POSTGRES_URL', 'REDIS_URL', 'S3_ENDPOINT', 'S3_KEY', 'S3_SECRET', 'MONGODB_URL'] as const;
const run = promisify(execFile);

/** A database, a bucket, a prefix in Redis and a database of documents, made for one benchmark. */
export interface Engines {
  /** What leads a process of the product to them; the objects are in S3. */
  env: Record<string, string>;
  /** Runs SQL on the database; gives what `likeness sql` prints. */
  sql(text: string): Promise<string>;
  drop(): Promise<void>;
}

type Found = Record<(typeof NEEDED)[number], string>;

/** Of the engines that `scripts/services.sh up` has started. @throws when they do not run */
export async function createEngines(): Promise<Engines> {
  const found = findEngines();
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'likeness-bench-engines-'));
  const likeness = async (args: string[], env: Record<string, string>) => {
    const settings = { PATH: process.env.PATH, LIKENESS_DATA_DIR: folder, ...env };
    const { stdout } = await run(process.execPath, [BIN, ...args], { env: settings, maxBuffer: 64e6 });
    return stdout;
  };
  const within = (url: string) => String(Object.assign(new URL(url), { pathname: `/${name}` }));
  const env = {
    DATABASE_URL: within(found.POSTGRES_URL),
    REDIS_URL: found.REDIS_URL,
    LIKENESS_REDIS_PREFIX: name,
    MONGODB_URL: within(found.MONGODB_URL),
    S3_ENDPOINT: found.S3_ENDPOINT,
    S3_BUCKET_NAME: name.replace('_', '-'),
    AWS_ACCESS_KEY_ID: found.S3_KEY,
    AWS_SECRET_ACCESS_KEY: found.S3_SECRET,
    LIKENESS_MASTER_KEY: 'one master key for all processes of a benchmark',
    LIKENESS_DATABASE_STATEMENT_TIMEOUT: '10m',
  };
  const admin = { DATABASE_URL: found.POSTGRES_URL };
  await likeness(['sql', '-c', `CREATE DATABASE ${name}`], admin);
  await likeness(['migrate'], env);
  await likeness(['storage', 'setup'], env);
  return {
    env,
    sql: (text) => likeness(['sql', '-c', text], { DATABASE_URL: env.DATABASE_URL }),
    async drop() {
      await likeness(['sql', '-c', `DROP DATABASE ${name} WITH (FORCE)`], admin);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function findEngines(): Found {
  const told = execFileSync(join(ROOT, 'scripts/services.sh'), ['env'], { encoding: 'utf8' });
  const here = Object.fromEntries(told.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const found = NEEDED.map((name) => [name, here[`LIKENESS_TEST_${name}`]]);
  const missing = found.filter(([, value]) => !value).map(([name]) => name);
  if (missing.length > 0)
    throw new Error(`No ${missing.join(', ')}: run scripts/services.sh up, and down afterwards.`);
  return Object.fromEntries(found) as Found;
}
