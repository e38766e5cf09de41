import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import type { Environment } from './process.ts';

/** Something that an engine keeps: where, and its bytes as they are. */
export interface Kept {
  where: string;
  bytes: Buffer;
}

/** Every value of every table, `bytea` as the bytes that it is. */
export async function dumpPostgres(url: string): Promise<Kept[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    const kept: Kept[] = [];
    for (const { name } of tables) {
      const { rows, fields } = await client.query({ text: `SELECT * FROM ${name}`, rowMode: 'array' });
      for (const row of rows as unknown[][]) {
        for (const [column, value] of row.entries()) {
          kept.push({ where: `postgres ${name}.${fields[column]?.name ?? ''}`, bytes: bytesOf(value) });
        }
      }
    }
    return kept;
  } finally {
    await client.end();
  }
}

/** Every key of every type, by its name. */
export async function dumpRedis(url: string): Promise<Kept[]> {
  const redis = new Redis(url);
  try {
    const readers: Record<string, (key: string) => Promise<unknown>> = {
      string: (key) => redis.get(key),
      hash: (key) => redis.hgetall(key),
      list: (key) => redis.lrange(key, 0, -1),
      set: (key) => redis.smembers(key),
      zset: (key) => redis.zrange(key, 0, -1),
      stream: (key) => redis.xrange(key, '-', '+'),
    };
    const kept: Kept[] = [];
    for (const key of await redis.keys('*')) {
      const type = await redis.type(key);
      const value: unknown = await readers[type]?.(key);
      kept.push({ where: `redis ${key}`, bytes: bytesOf([key, value]) });
    }
    return kept;
  } finally {
    redis.disconnect();
  }
}

/** Every document as BSON. */
export async function dumpMongo(url: string): Promise<Kept[]> {
  const client = await new MongoClient(url).connect();
  try {
    const kept: Kept[] = [];
    const database = client.db();
    for (const { name } of await database.listCollections().toArray()) {
      const documents = database.collection(name).find({}, { raw: true });
      for await (const document of documents) {
        kept.push({ where: `mongodb ${name}`, bytes: bytesOf(document) });
      }
    }
    return kept;
  } finally {
    await client.close();
  }
}

/** Every version of every object, with its name, type and metadata. */
export async function dumpBucket(env: Environment): Promise<Kept[]> {
  const client = new S3Client({
    region: 'us-east-1',
    forcePathStyle: true,
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    ...(env.S3_ENDPOINT !== undefined && { endpoint: env.S3_ENDPOINT }),
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const Bucket = env.S3_BUCKET_NAME;
  const kept: Kept[] = [];
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key = '', VersionId } of Versions) {
    const version = VersionId === undefined || VersionId === 'null' ? {} : { VersionId };
    const { Body, Metadata, ContentType } = await client.send(
      new GetObjectCommand({ Bucket, Key, ...version }),
    );
    const about = bytesOf([Key, Metadata, ContentType]);
    kept.push({ where: `s3 ${Key}`, bytes: Buffer.concat([about, await buffer(Body as Readable)]) });
  }
  client.destroy();
  return kept;
}

const bytesOf = (value: unknown): Buffer =>
  Buffer.isBuffer(value)
    ? value
    : Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
