import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskDriver } from '@likeness/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBodies } from '../bodies/bodies-context.ts';
import { openDocuments } from '../bodies/model-documents/open-documents.ts';
import { currentModel, type ModelRow, openStoredBody } from '../bodies/models.ts';
import { loadConfig } from '../config/config.ts';
import { hasMongodb, testMongodb } from '../testing/mongodb-for-tests.ts';
import { createTestBodies } from '../testing/test-bodies.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createBackup } from './create-backup.ts';
import { restoreBackup } from './restore-backup.ts';

let folder: string;
let target: TestDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-backup-documents-'));
  target = await createTestDatabase({ empty: true });
});
afterEach(async () => {
  await target.drop();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!hasMongodb)('a backup of bodies', () => {
  it.each([
    ['mongodb', 'mongodb'],
    ['mongodb', 'postgres'],
    ['postgres', 'mongodb'],
  ])('from %s opens after the restore to %s', async (from, to) => {
    const [here, there] = [testMongodb(), testMongodb()];
    const env = (engine: string, url: string): Record<string, string> =>
      engine === 'mongodb' ? { MONGODB_URL: url } : {};
    const source = await createTestBodies({ env: env(from, here.url) });
    const config = loadConfig({ LIKENESS_DATA_DIR: folder, ...env(to, there.url) });
    const documents = await openDocuments(config, target.db, { match: false });
    const store = createDiskDriver({ root: join(folder, 'objects'), signingKey: Buffer.alloc(32) });
    const bodies = createBodies({
      config,
      db: target.db,
      store,
      sealing: source.services.sealing,
      documents,
    });
    try {
      const id = await source.ready('alice');
      const { context } = source.services.bodies;
      const before = await openStoredBody(context, (await currentModel(context.db, id)) as ModelRow);
      const backup = join(folder, 'backup');
      await createBackup({
        url: source.services.database.url,
        store: source.services.store,
        documents: context.documents,
        to: backup,
      });
      await restoreBackup({ url: target.url, store, documents, from: backup });
      // of the database that was restored: the same keys
      const sealing = source.services.sealing;
      const model = (await currentModel(target.db, id)) as ModelRow;
      expect(model.documentEngine).toBe(from === 'mongodb' ? to : from);
      expect(await openStoredBody({ ...bodies.context, sealing }, model)).toEqual(before);
      // and a server starts on it
      await (await openDocuments(config, target.db, { match: true })).close();
      if (from === 'mongodb') {
        const path = join(backup, 'documents.ndjson');
        const text = await readFile(path, 'utf8');
        await writeFile(path, text.replace('"vertices":"', '"vertices":"A'));
        await expect(restoreBackup({ url: target.url, store, documents, from: backup })).rejects.toThrow(
          'documents.ndjson is damaged',
        );
      }
    } finally {
      await bodies.close();
      await source.close();
      await Promise.all([here.drop(), there.drop()]);
    }
  });

  it('is refused when a document is missing, or its engine is not named', async () => {
    const mongo = testMongodb();
    const source = await createTestBodies({ env: { MONGODB_URL: mongo.url } });
    try {
      const id = await source.ready('alice');
      const { context } = source.services.bodies;
      const { url } = source.services.database;
      const { store } = source.services;
      await expect(createBackup({ url, store, to: join(folder, 'a') })).rejects.toThrow('MONGODB_URL');
      await context.documents.main.remove([((await currentModel(context.db, id)) as ModelRow).id]);
      await expect(
        createBackup({ url, store, documents: context.documents, to: join(folder, 'b') }),
      ).rejects.toThrow('missing or damaged');
    } finally {
      await source.close();
      await mongo.drop();
    }
  });
});
