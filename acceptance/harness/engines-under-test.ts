import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Environment, likeness } from './process.ts';

const {
  LIKENESS_TEST_ENGINES: KIND = 'embedded',
  LIKENESS_TEST_POSTGRES_URL: POSTGRES = '',
  LIKENESS_TEST_REDIS_URL: REDIS = '',
  LIKENESS_TEST_S3_ENDPOINT: S3 = '',
  LIKENESS_TEST_S3_KEY: S3_KEY = '',
  LIKENESS_TEST_S3_SECRET: S3_SECRET = '',
  LIKENESS_TEST_MONGODB_URL: MONGODB = '',
} = process.env;

/** Settings that choose an engine: a test that gives one of them is about that engine, and gets no others. */
const CHOOSING = [
  'DATABASE_URL',
  'REDIS_URL',
  'MONGODB_URL',
  'STORAGE_BACKEND',
  'S3_BUCKET_NAME',
  'UPLOAD_DIRECTORY',
  'AWS_ACCESS_KEY_ID',
];
const BUCKET = 'likeness-acceptance';

/** For a test whose servers run on what they bring themselves, or on engines that it names. */
export const OWN_ENGINES: Environment = { DATABASE_URL: '' };

/** Whether the server that is tested runs on what it brings itself; else on `LIKENESS_TEST_ENGINES`. */
export const onEmbedded = KIND === 'embedded';

/**
 * The engines of a data directory, each with a part of its own in what `scripts/services.sh` runs: `fleet` is
 * PostgreSQL 15, Redis, S3 and MongoDB, `postgres` PostgreSQL 15 and a folder.
 */
export function enginesOf(dataDir: string, env: Environment): Environment {
  if (onEmbedded || CHOOSING.some((name) => name in env)) return {};
  const name = nameOf(dataDir);
  const database = new URL(POSTGRES);
  database.pathname = `/${name}`;
  if (KIND === 'postgres') return { DATABASE_URL: database.href };
  return {
    DATABASE_URL: database.href,
    REDIS_URL: REDIS,
    LIKENESS_REDIS_PREFIX: name,
    ...store,
    S3_BUCKET_PATH: name,
    MONGODB_URL: new URL(name, MONGODB).href,
  };
}

/** Makes what a server cannot make itself: its database. The bucket is there from the start. */
export async function makeEngines(dataDir: string, env: Environment): Promise<void> {
  if (!('DATABASE_URL' in enginesOf(dataDir, env))) return;
  const name = nameOf(dataDir);
  await withPostgres(async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  });
}

/**
 * Before all tests, by vitest's `globalSetup`: makes the bucket that the servers of all of them share. While one is made
 * or set up, who uses it already may be refused.
 */
export async function setup(): Promise<void> {
  if (KIND !== 'fleet') return;
  const folder = await mkdtemp(join(tmpdir(), 'likeness-bucket-'));
  const env = { PATH: process.env.PATH ?? '', LIKENESS_DATA_DIR: folder, ...store };
  const { code, stdout, stderr } = await likeness(['storage', 'setup'], env);
  await rm(folder, { recursive: true });
  if (code !== 0) throw new Error(`the bucket could not be made: ${stdout}${stderr}`);
}

/** Removes the database; objects and documents go with the services. */
export async function removeEngines(dataDir: string): Promise<void> {
  if (onEmbedded) return;
  await withPostgres((client) => client.query(`DROP DATABASE IF EXISTS ${nameOf(dataDir)} WITH (FORCE)`));
}

const store = {
  STORAGE_BACKEND: 's3',
  S3_BUCKET_NAME: BUCKET,
  S3_ENDPOINT: S3,
  AWS_ACCESS_KEY_ID: S3_KEY,
  AWS_SECRET_ACCESS_KEY: S3_SECRET,
};

const nameOf = (dataDir: string): string =>
  `likeness_${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;

async function withPostgres(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: POSTGRES });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
