import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { digestOf, type ModelDocument, type ModelDocuments } from './model-document.ts';

export interface DocumentsUnderTest {
  documents: ModelDocuments;
  dispose(): Promise<void>;
}

/**
 * What every engine of documents must pass. Call it in an integration test of the engine.
 *
 * @param create on an engine without documents; the database is where the rows of the models are
 */
export function modelDocumentsSuite(
  name: string,
  create: (database: TestDatabase) => Promise<DocumentsUnderTest>,
): void {
  describe(`documents of body models: ${name}`, () => {
    let database: TestDatabase;
    let under: DocumentsUnderTest;
    beforeAll(async () => {
      database = await createTestDatabase();
      under = await create(database);
    });
    afterAll(async () => {
      await under?.dispose();
      await database?.drop();
    });
    const documents = () => under.documents;
    const put = (document: ModelDocument) =>
      inTransaction(database.db, (tx) => documents().put({ document, tx }));
    /** A number as the sequence gives it, with its row. */
    const reserve = async (): Promise<bigint> => {
      const { rows } = await database.pool.query<{ id: string }>(
        `INSERT INTO avatar.models (id, user_id, revision, algorithm)
         VALUES (nextval('avatar.model_ids'), gen_random_uuid(), 1, 'test') RETURNING id`,
      );
      return BigInt(rows[0]?.id as string);
    };
    const kept = async (size?: number): Promise<ModelDocument> => put(documentOf(await reserve(), size));

    test('what was put reads back whole, whatever its bytes', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.nat(5_000_000), async (bytes, took) => {
          const document = documentOf(await reserve());
          document.mesh.vertices = Buffer.from(bytes);
          document.generationMetadata.processingTime = took;
          expect(await put(document)).toEqual(document);
          expect(await documents().get(document.modelId)).toEqual(document);
        }),
        { numRuns: 20 },
      );
    });

    test('a document as large as bodies are', async () => {
      const document = await kept(200_000);
      const read = (await documents().get(document.modelId)) as ModelDocument;
      expect(digestOf(read)).toEqual(digestOf(document));
    });

    test('the first of a number stays, and who comes second is told which', async () => {
      const first = await kept();
      const second = documentOf(first.modelId);
      expect(digestOf(await put(second))).toEqual(digestOf(first));
      const third = await Promise.all([1, 2, 3, 4].map(() => put(documentOf(first.modelId))));
      for (const answer of third) expect(digestOf(answer)).toEqual(digestOf(first));
      expect(await documents().get(first.modelId)).toEqual(first);
    });

    test('of many first ones at once all are told the same', async () => {
      const modelId = await reserve();
      const told = await Promise.all(Array.from({ length: 6 }, () => put(documentOf(modelId))));
      const read = digestOf((await documents().get(modelId)) as ModelDocument);
      for (const answer of told) expect(digestOf(answer)).toEqual(read);
    });

    test('nobody shows a document before it is shown; then it takes the place of the earlier', async () => {
      const avatarId = randomUUID();
      const [one, two] = [await kept(), await kept()];
      expect(await documents().shownBy(avatarId)).toBeUndefined();
      expect(await documents().show({ modelId: one.modelId, avatarId })).toBe(true);
      expect(await documents().shownBy(avatarId)).toBe(one.modelId);
      expect(await documents().show({ modelId: two.modelId, avatarId })).toBe(true);
      expect(await documents().shownBy(avatarId)).toBe(two.modelId);
      expect(await documents().show({ modelId: two.modelId, avatarId })).toBe(true);
      // the one before is still to be read, until it is swept: a backup may be copying it
      expect(await documents().get(one.modelId)).toEqual(one);
    });

    test('one that comes late never takes the place of a later one', async () => {
      const avatarId = randomUUID();
      const [early, late] = [await kept(), await kept()];
      expect(await documents().show({ modelId: late.modelId, avatarId })).toBe(true);
      expect(await documents().show({ modelId: early.modelId, avatarId })).toBe(false);
      expect(await documents().shownBy(avatarId)).toBe(late.modelId);
    });

    test('shown at once in any order, the latest stands in the end', async () => {
      for (let round = 0; round < 3; round += 1) {
        const avatarId = randomUUID();
        const all = [];
        for (let n = 0; n < 4; n += 1) all.push((await kept()).modelId);
        const shown = await Promise.all(all.map((modelId) => documents().show({ modelId, avatarId })));
        expect(shown.at(-1)).toBe(true);
        expect(await documents().shownBy(avatarId)).toBe(all.at(-1));
      }
    });

    test('what is not there is not shown, and removed without complaint', async () => {
      const modelId = await reserve();
      expect(await documents().get(modelId)).toBeUndefined();
      expect(await documents().show({ modelId, avatarId: randomUUID() })).toBe(false);
      await documents().remove([modelId]);
      await documents().remove([]);
    });

    test('removed it is gone, and its avatar shows the next', async () => {
      const avatarId = randomUUID();
      const [one, two] = [await kept(), await kept()];
      await documents().show({ modelId: one.modelId, avatarId });
      await documents().remove([one.modelId]);
      expect(await documents().get(one.modelId)).toBeUndefined();
      expect(await documents().shownBy(avatarId)).toBeUndefined();
      expect(await documents().show({ modelId: two.modelId, avatarId })).toBe(true);
    });

    test('listing goes on where it was, in the order of the numbers', async () => {
      const before = (await documents().list({ limit: 10_000 })).at(-1)?.modelId;
      const avatarId = randomUUID();
      const made = [];
      for (let n = 0; n < 5; n += 1) made.push((await kept()).modelId);
      const third = made[2] as bigint;
      await documents().show({ modelId: third, avatarId });
      const seen: bigint[] = [];
      for (let after = before; ; ) {
        const page = await documents().list({ after, limit: 2 });
        for (const { modelId, avatarId: shownAs, createdAt } of page) {
          seen.push(modelId);
          expect(shownAs).toBe(modelId === third ? avatarId : null);
          expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(600_000);
        }
        if (page.length < 2) break;
        after = page.at(-1)?.modelId;
      }
      expect(seen).toEqual(made);
    });

    test('answers when it is asked whether it does', () =>
      expect(documents().check()).resolves.toBeDefined());
  });
}

/** A document of random bytes. */
function documentOf(modelId: bigint, size = 300): ModelDocument {
  return {
    modelId,
    mesh: {
      template: 'a1b2',
      vertexCount: 13_159,
      faceCount: 26_314,
      vertices: randomBytes(size),
      normals: randomBytes(size),
    },
    lod: [{ level: 1, vertexCount: 8_150, faceCount: 13_156 }],
    skeleton: { bones: [{ name: 'Hips', parent: -1 }], bindPose: randomBytes(size) },
    generationMetadata: {
      algorithm: 'tape/1',
      version: '0.1.0',
      parameters: randomBytes(size),
      generatedAt: new Date(1_700_000_000_000),
      processingTime: 1_234,
    },
  };
}
