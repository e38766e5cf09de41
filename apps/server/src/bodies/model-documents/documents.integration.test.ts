import { startTcpProxy } from '@likeness/test-kit/chaos';
import { MongoClient, UUID } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanBodies } from '../../cleanup/clean-bodies.ts';
import { loadConfig } from '../../config/config.ts';
import { inTransaction } from '../../database/database.ts';
import { asOfOld } from '../../testing/body-of-old.ts';
import { hasMongodb, testMongodb } from '../../testing/mongodb-for-tests.ts';
import { runBodyJobs } from '../../testing/run-body-jobs.ts';
import { AVATARS, createTestBodies, FOUR, type TestBodies } from '../../testing/test-bodies.ts';
import { createTestDatabase } from '../../testing/test-database.ts';
import { currentModel, type ModelRow, openStoredBody } from '../models.ts';
import { digestOf, type ModelDocument, type ModelDocuments } from './model-document.ts';
import { moveDocuments } from './move-documents.ts';
import { openDocuments } from './open-documents.ts';

const engines = hasMongodb ? (['postgres', 'mongodb'] as const) : (['postgres'] as const);

describe.each(engines)('bodies whose documents are in %s', (engine) => {
  const mongo = testMongodb();
  let test: TestBodies;
  let documents: ModelDocuments;
  beforeAll(async () => {
    test = await createTestBodies(engine === 'mongodb' ? { env: { MONGODB_URL: mongo.url } } : {});
    documents = test.services.bodies.context.documents.main;
  });
  afterAll(async () => {
    await test?.close();
    if (engine === 'mongodb') await mongo.drop();
  });
  const modelOf = async (avatarId: string) =>
    (await currentModel(test.services.database.db, avatarId)) as ModelRow;
  const clean = (grace = 0) => {
    const { config, database, store, bodies } = test.services;
    const now = { ...config, cleanup: { ...config.cleanup, grace } };
    return cleanBodies({ config: now, db: database.db, store, documents: bodies.context.documents });
  };

  it('a finished body is a document, as its row remembers it, under the id of its avatar', async () => {
    const id = await test.ready('alice');
    const model = await modelOf(id);
    const document = (await documents.get(model.id)) as ModelDocument;
    const { bytes, sha256 } = digestOf(document);
    expect([model.documentEngine, model.documentBytes, model.documentSha256]).toEqual([
      engine,
      bytes,
      sha256,
    ]);
    expect(await documents.shownBy(id)).toBe(model.id);
    expect(document.lod.map(({ level }) => level)).toEqual([0, 1, 2]);
    expect(document.skeleton.bones).toHaveLength(52);
    const stored = await openStoredBody(test.services.bodies.context, model);
    expect(stored?.positions.length).toBe(document.mesh.vertexCount * 3);
    expect(Object.keys(stored?.measurements ?? {})).toContain('waist');
    const draco = await test.call('alice', 'GET', `${AVATARS}/${id}/model?compression=draco`);
    expect(draco.statusCode).toBe(200);
  });

  it('the key of another opens nothing, and nothing is told in plain', async () => {
    const id = await test.ready('bob');
    const document = (await documents.get((await modelOf(id)).id)) as ModelDocument;
    const { mesh, skeleton, generationMetadata } = document;
    const parts = [mesh.vertices, mesh.normals, skeleton.bindPose, generationMetadata.parameters];
    const stranger = await test.services.sealing.of((await modelOf(await test.ready('carol'))).userId);
    for (const part of parts) {
      expect(() => stranger.open(part, `document/${document.modelId}/vertices`)).toThrow('cannot be opened');
      expect(part.includes('female')).toBe(false);
    }
  });

  it('a new model takes the place of the one before, which leaves no document', async () => {
    const id = await test.ready('dora');
    const before = await modelOf(id);
    const body = { sex: 'female', measurements: { ...FOUR, waist: 80 } };
    await test.call('dora', 'PUT', `${AVATARS}/${id}/measurements?regenerate=true`, body);
    await runBodyJobs(test.services);
    const after = await modelOf(id);
    expect(after.id > before.id).toBe(true);
    expect(await documents.shownBy(id)).toBe(after.id);
    expect(await documents.get(before.id)).toBeUndefined();
  });

  it('deleted, undone, erased: the document stays, stays, goes', async () => {
    const id = await test.ready('erik');
    const { id: modelId } = await modelOf(id);
    await test.call('erik', 'DELETE', `${AVATARS}/${id}`);
    await clean();
    expect(await documents.get(modelId)).toBeDefined();
    await test.call('erik', 'POST', `${AVATARS}/${id}/restore`);
    expect((await test.call('erik', 'GET', `${AVATARS}/${id}/model?compression=none`)).statusCode).toBe(200);
    await test.call('erik', 'DELETE', `${AVATARS}/${id}?hard=true`);
    expect(await documents.get(modelId)).toBeUndefined();
    expect(await documents.shownBy(id)).toBeUndefined();
  });

  it('what a crash left unshown is shown by the cleanup, what nothing speaks of goes', async () => {
    const id = await test.ready('fred');
    const { db } = test.services.database;
    const model = await modelOf(id);
    const document = (await documents.get(model.id)) as ModelDocument;
    // killed between the commit and the showing
    await documents.remove([model.id]);
    await inTransaction(db, (tx) => documents.put({ document, tx }));
    expect(await documents.shownBy(id)).toBeUndefined();
    expect((await clean()).documents).toBe(0);
    expect(await documents.shownBy(id)).toBe(model.id);
    if (engine === 'postgres') return; // a row cannot be without its model's
    const stray = { ...document, modelId: 9_000_000_000_000n };
    await inTransaction(db, (tx) => documents.put({ document: stray, tx }));
    expect((await clean(3_600_000)).documents).toBe(0);
    expect((await clean()).documents).toBe(1);
    expect(await documents.get(stray.modelId)).toBeUndefined();
    expect(await documents.get(model.id)).toBeDefined();
  });

  it('a body of an earlier version opens, becomes a document, and its object goes', async () => {
    const id = await test.ready('gina');
    const { bodies, database } = test.services;
    const before = await openStoredBody(bodies.context, await modelOf(id));
    const old = await asOfOld(test.services, id);
    expect((await test.call('gina', 'GET', `${AVATARS}/${id}/model?compression=none`)).statusCode).toBe(200);
    const model = await modelOf(id);
    expect(model.documentEngine).toBe(engine);
    expect(await openStoredBody(bodies.context, model)).toEqual(before);
    // one that read the row before still finds it
    expect(await openStoredBody(bodies.context, old)).toEqual(before);
    await clean();
    const names = await database.pool.query(
      `SELECT name FROM avatar.renditions WHERE model_id = $1 AND name LIKE 'body%'`,
      [String(model.id)],
    );
    expect(names.rows).toEqual([]);
    expect(await documents.shownBy(id)).toBe(model.id);
  });
});

describe.skipIf(!hasMongodb)('moving between the engines', () => {
  it('there and back, and again after it was cut off; readers with an old row find it', async () => {
    const mongo = testMongodb();
    const test = await createTestBodies({ env: { MONGODB_URL: mongo.url } });
    try {
      const { bodies, database } = test.services;
      const { context } = bodies;
      const ids = [await test.ready('alice'), await test.ready('bob'), await test.ready('carol')];
      const rowOf = async (id: string) => (await currentModel(database.db, id)) as ModelRow;
      const rows = await Promise.all(ids.map(rowOf));
      const before = await Promise.all(rows.map((row) => openStoredBody(context, row)));
      const cut = new AbortController();
      const moving = { from: 'mongodb', to: 'postgres' } as const;
      await expect(
        moveDocuments(context, { ...moving, signal: cut.signal, onProgress: () => cut.abort() }),
      ).rejects.toThrow();
      expect((await rowOf(ids[0] as string)).documentEngine).toBe('postgres');
      expect(await moveDocuments(context, moving)).toEqual({ moved: 2, damaged: [] });
      expect(await moveDocuments(context, moving)).toEqual({ moved: 0, damaged: [] });
      expect(await Promise.all(rows.map((row) => openStoredBody(context, row)))).toEqual(before);
      // the first was copied when the run was cut off, and waits for the cleanup
      await cleanBodies({
        config: test.services.config,
        db: database.db,
        store: context.store,
        documents: context.documents,
      });
      expect(await context.documents.of('mongodb').list({ limit: 10 })).toEqual([]);
      expect(await moveDocuments(context, { from: 'postgres', to: 'mongodb' })).toEqual({
        moved: 3,
        damaged: [],
      });
      expect(await context.documents.of('postgres').list({ limit: 10 })).toEqual([]);
      for (const [at, id] of ids.entries()) {
        expect(await context.documents.of('mongodb').shownBy(id)).toBe(rows[at]?.id);
        expect(await openStoredBody(context, rows[at] as ModelRow)).toEqual(before[at]);
      }
      // one that is not what its row remembers is left where it is, and told
      const { id } = rows[1] as ModelRow;
      await database.pool.query(`UPDATE avatar.models SET document_sha256 = '\\x00' WHERE id = $1`, [
        String(id),
      ]);
      expect(await moveDocuments(context, moving)).toEqual({ moved: 2, damaged: [id] });
    } finally {
      await test.close();
      await mongo.drop();
    }
  });
});

describe.skipIf(!hasMongodb)('MongoDB beside a server', () => {
  it('of another installation it is refused, and so is to be without it', async () => {
    const mongo = testMongodb();
    const [ours, theirs] = [await createTestDatabase(), await createTestDatabase()];
    const config = loadConfig({ MONGODB_URL: mongo.url });
    try {
      for (let round = 0; round < 2; round += 1)
        await (await openDocuments(config, ours.db, { match: true })).close();
      await expect(openDocuments(config, theirs.db, { match: true })).rejects.toThrow(
        /^MONGODB_URL: the documents in this database belong to another installation/,
      );
      await ours.pool.query(
        `WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('o') RETURNING id),
           u AS (INSERT INTO shared.users (organization_id, issuer, subject) SELECT id, 'i', 's' FROM o RETURNING id, organization_id),
           a AS (INSERT INTO avatar.avatars (organization_id, user_id, name, sealed) SELECT organization_id, id, 'A', '' FROM u RETURNING id, user_id)
         INSERT INTO avatar.models (id, avatar_id, user_id, state, revision, algorithm, document_engine)
         SELECT 1, id, user_id, 'ready', 1, 'test', 'mongodb' FROM a`,
      );
      await expect(openDocuments(loadConfig({}), ours.db, { match: true })).rejects.toThrow(
        /^MONGODB_URL: is not set, and bodies are kept in MongoDB/,
      );
    } finally {
      await Promise.all([ours.drop(), theirs.drop(), mongo.drop()]);
    }
  });

  it('gone, bodies wait and pictures do not; back, everything goes on', async () => {
    const mongo = testMongodb();
    const line = await startTcpProxy(mongo.url);
    const test = await createTestBodies({ env: { MONGODB_URL: line.url } });
    try {
      const id = await test.ready('alice');
      await line.down();
      const url = `${AVATARS}/${id}`;
      const away = await test.call('alice', 'GET', `${url}/model?compression=draco`);
      expect([away.statusCode, away.json().code]).toEqual([503, 'storage_unavailable']);
      expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
      // what is made already is an object
      expect((await test.call('alice', 'GET', `${url}/model`)).statusCode).toBe(200);
      // the cleanup does what it can
      const { config, database, store, bodies } = test.services;
      const { documents } = bodies.context;
      const clean = () => cleanBodies({ config, db: database.db, store, documents });
      await database.pool.query(
        `INSERT INTO avatar.links (avatar_id, token_hash, expires_at) VALUES ($1, 'x', now() - interval '1 s')`,
        [id],
      );
      await expect(clean()).rejects.toThrow('MongoDB failed');
      expect((await database.pool.query('SELECT FROM avatar.links')).rowCount).toBe(0);
      // erased at once all the same; the document follows
      const { id: modelId } = (await currentModel(test.services.database.db, id)) as ModelRow;
      expect((await test.call('alice', 'DELETE', `${url}?hard=true`)).statusCode).toBeLessThan(300);
      expect((await test.call('alice', 'GET', `${url}/model`)).statusCode).toBe(404);
      await line.up();
      await clean();
      expect(await documents.main.get(modelId)).toBeUndefined();
      await test.ready('alice');
    } finally {
      await test.close();
      await line.close();
      await mongo.drop();
    }
  });

  it('the specification’s own question is answered: the model of an avatar', async () => {
    const mongo = testMongodb();
    const test = await createTestBodies({ env: { MONGODB_URL: mongo.url } });
    const client = new MongoClient(mongo.url);
    try {
      const id = await test.ready('alice');
      const found = await client
        .db(new URL(mongo.url).pathname.slice(1))
        .collection('avatar_models')
        .findOne({ avatarId: new UUID(id) });
      expect(found).toMatchObject({
        mesh: { vertexCount: 13_159, faceCount: 26_314 },
        lod: [{ level: 0 }, { level: 1 }, { level: 2 }],
        textures: [],
        generationMetadata: { algorithm: 'tape/1', generatedAt: expect.any(Date) },
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
      });
      expect(found?.generationMetadata.processingTime).toBeGreaterThan(0);
    } finally {
      await client.close();
      await test.close();
      await mongo.drop();
    }
  });
});
