import { createServer } from 'node:net';
import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../errors.ts';
import { hasMongodb, testMongodb } from '../../testing/mongodb-for-tests.ts';
import { modelDocumentsSuite } from './model-documents-suite.ts';
import { COLLECTION, mongodbDocuments } from './mongodb-documents.ts';
import { openMongodb } from './open-mongodb.ts';

const engine = testMongodb();

describe.skipIf(!hasMongodb)('MongoDB', () => {
  modelDocumentsSuite('mongodb', async () => {
    const { db, close } = await openMongodb(engine.url);
    return {
      documents: mongodbDocuments(db),
      async dispose() {
        await close();
        await engine.drop();
      },
    };
  });

  test('the collection has the indexes of the specification, made once', async () => {
    const own = testMongodb();
    const client = new MongoClient(own.url);
    try {
      await (await openMongodb(own.url)).close();
      await (await openMongodb(own.url)).close();
      const indexes = await client.db(new URL(own.url).pathname.slice(1)).collection(COLLECTION).indexes();
      expect(indexes.map(({ key, unique }) => ({ key, unique: unique === true }))).toEqual([
        { key: { _id: 1 }, unique: false },
        { key: { avatarId: 1 }, unique: true },
        { key: { 'generationMetadata.generatedAt': -1 }, unique: false },
      ]);
    } finally {
      await client.close();
      await own.drop();
    }
  });
});

describe('an address that is of no use', () => {
  const refused = async (url: string) => {
    const error = await openMongodb(url).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    return error as ConfigurationError;
  };

  test('nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const { variable, message } = await refused(`mongodb://user:secret@127.0.0.1:${port}/likeness`);
    expect(variable).toBe('MONGODB_URL');
    expect(message).toMatch(/does not answer at this address/);
    expect(message).not.toContain('secret');
  });

  test('it cannot be read', async () => {
    expect((await refused('mongodb://')).message).toMatch(/cannot be read/);
    expect((await refused('mongodb://host/?nonsense=1')).message).toMatch(/cannot be read/);
  });
});
