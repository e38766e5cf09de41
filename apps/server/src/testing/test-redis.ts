import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

/** The Redis of the tests, which all of them share: each with a prefix of its own. */
export const TEST_REDIS_URL = process.env.LIKENESS_TEST_REDIS_URL;

export const randomPrefix = () => `test-${randomBytes(8).toString('hex')}`;

/** Deletes everything whose key begins with the prefix. */
export async function forgetKeys(client: Redis, prefix: string): Promise<void> {
  const stream = client.scanStream({ match: `${prefix}*`, count: 1_000 });
  for await (const keys of stream as AsyncIterable<string[]>) {
    if (keys.length > 0) await client.unlink(...keys);
  }
}
