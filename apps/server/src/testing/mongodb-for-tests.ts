import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';

/** Of a server that speaks MongoDB's protocol; undefined where none was brought up. */
const server = process.env.LIKENESS_TEST_MONGODB_URL;

/** True where tests of MongoDB can run; says loudly when not. */
export const hasMongodb = server !== undefined;
if (!hasMongodb) console.warn('LIKENESS_TEST_MONGODB_URL is not set: what needs MongoDB is not tested');

export interface TestMongodb {
  /** With a database of the caller's own. */
  url: string;
  drop(): Promise<void>;
}

export function testMongodb(): TestMongodb {
  const url = new URL(server ?? 'mongodb://127.0.0.1:1/');
  const name = `test_${randomBytes(8).toString('hex')}`;
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      const client = new MongoClient(url.href);
      await client
        .db(name)
        .dropDatabase()
        .finally(() => client.close());
    },
  };
}
