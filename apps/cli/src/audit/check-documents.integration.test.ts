import { createHash, randomBytes } from 'node:crypto';
import { MongoClient, UUID } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StoreForTests, storeForTests } from '../testing/store-for-tests.ts';
import { audit } from './audit.ts';
import { type DocumentsInMongodb, openDocumentsInMongodb } from './documents-in-mongodb.ts';

const SERVER = process.env.LIKENESS_TEST_MONGODB_URL;
if (SERVER === undefined)
  console.warn('LIKENESS_TEST_MONGODB_URL is not set: documents in MongoDB are not audited');

let made: StoreForTests;
let documents: DocumentsInMongodb | undefined;
beforeEach(async () => {
  made = await storeForTests();
});
afterEach(() => made.close());

const sql = (text: string, values: unknown[] = []) => made.database.pool.query(text, values);
const sealed = () => Buffer.concat([Buffer.of(1), randomBytes(300)]);
const PARTS = ['vertices', 'normals', 'bind_pose', 'parameters'] as const;
type Parts = Record<(typeof PARTS)[number], Buffer>;
const random = (): Parts => Object.fromEntries(PARTS.map((name) => [name, sealed()] as const)) as Parts;

/** A ready avatar whose model says that its document is in an engine. */
async function addModel(engine: string, parts: Parts): Promise<{ id: string; avatarId: string }> {
  const hash = createHash('sha256');
  for (const name of PARTS) hash.update(parts[name]);
  const bytes = PARTS.reduce((sum, name) => sum + parts[name].length, 0);
  const { rows } = await sql(
    `WITH u AS (INSERT INTO shared.users (organization_id, issuer, subject) VALUES ($1, 'test', $2) RETURNING id),
     a AS (INSERT INTO avatar.avatars (organization_id, user_id, name, status, sealed) SELECT $1, id, 'A', 'ready', '' FROM u
       RETURNING id, user_id)
     INSERT INTO avatar.models (id, avatar_id, user_id, state, revision, algorithm, document_engine, document_bytes,
       document_sha256)
     SELECT nextval('avatar.model_ids'), id, user_id, 'ready', 1, 'test', $3, $4, $5 FROM a RETURNING id, avatar_id`,
    [made.organizationId, randomBytes(6).toString('hex'), engine, bytes, hash.digest()],
  );
  return { id: rows[0].id, avatarId: rows[0].avatar_id };
}

async function found(): Promise<[string, string][]> {
  const report = await audit({
    databaseUrl: made.database.url,
    store: made.store,
    ...(documents && { documents }),
    grace: 0,
    patience: 3_600_000,
    settle: 0,
    parallel: 4,
    temporary: [],
  });
  return report.checks.flatMap(({ listed }) =>
    listed.map(({ subject, what }): [string, string] => [subject, what]),
  );
}

test('documents in rows: whole, missing, another, plain', async () => {
  const parts = random();
  const { id, avatarId } = await addModel('postgres', parts);
  expect(await found()).toEqual([[id, 'the document is missing in postgres']]);
  await sql(
    `INSERT INTO avatar.model_documents (model_id, avatar_id, template, vertex_count, face_count, vertices, normals, lod,
       bones, bind_pose, algorithm, version, parameters, generated_at, processing_time)
     VALUES ($1, $2, 't', 1, 1, $3, $4, '[]', '[]', $5, 'a', 'v', $6, now(), 1)`,
    [id, avatarId, ...PARTS.map((name) => parts[name])],
  );
  expect(await found()).toEqual([]);
  await sql(`UPDATE avatar.model_documents SET normals = set_byte(normals, 9, get_byte(normals, 9) # 1)`);
  expect(await found()).toEqual([[id, 'the document is another one']]);
  await sql(`UPDATE avatar.model_documents SET parameters = '{"sex":"female"}'`);
  expect(await found()).toEqual([[id, 'the document is not sealed']]);
});

describe.skipIf(SERVER === undefined)('documents in MongoDB', () => {
  let client: MongoClient;
  let name: string;
  beforeEach(async () => {
    name = `test_${randomBytes(8).toString('hex')}`;
    client = new MongoClient(SERVER ?? '');
    documents = await openDocumentsInMongodb(
      Object.assign(new URL(SERVER ?? ''), { pathname: `/${name}` }).href,
    );
  });
  afterEach(async () => {
    await documents?.close();
    documents = undefined;
    await client.db(name).dropDatabase();
    await client.close();
  });
  const models = () => client.db(name).collection<{ _id: bigint }>('avatar_models');
  const document = (id: string, avatarId: string, parts: Parts) => ({
    _id: BigInt(id),
    avatarId: new UUID(avatarId),
    mesh: { vertices: parts.vertices, normals: parts.normals },
    skeleton: { bindPose: parts.bind_pose },
    generationMetadata: { parameters: parts.parameters },
    createdAt: new Date(Date.now() - 1_000),
  });

  test('whole, missing, another, under another id, without a model', async () => {
    const parts = random();
    const { id, avatarId } = await addModel('mongodb', parts);
    expect(await found()).toEqual([[id, 'the document is missing in mongodb']]);
    await models().insertOne(document(id, avatarId, parts));
    expect(await found()).toEqual([]);
    await models().updateOne({ _id: BigInt(id) }, { $set: { avatarId: new UUID() } });
    expect(await found()).toEqual([[id, "the document is under another avatar's id"]]);
    await models().deleteMany({});
    await models().insertOne(document(id, avatarId, random()));
    expect(await found()).toEqual([[id, 'the document is another one']]);
    await models().deleteMany({});
    await models().insertOne(document(id, avatarId, parts));
    await models().insertOne(document('987654321', new UUID().toString(), parts));
    expect(await found()).toEqual([['987654321', 'no model speaks of the document']]);
  });

  test('without the engine the audit cannot be carried out', async () => {
    await addModel('mongodb', random());
    await documents?.close();
    documents = undefined;
    await expect(found()).rejects.toThrow('MONGODB_URL');
    documents = await openDocumentsInMongodb(SERVER ?? '');
  });
});
