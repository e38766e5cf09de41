import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@likeness/server/testing';
import { createDiskDriver, type StorageDriver } from '@likeness/storage';

const MAGIC: Readonly<Record<string, Buffer>> = {
  jpeg: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  webp: Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1'),
  avif: Buffer.from('\0\0\0\x1cftypavif', 'latin1'),
};

export interface StoreForTests {
  database: TestDatabase;
  store: StorageDriver;
  /** The driver's folder. */
  objectsDir: string;
  temporaryDir: string;
  organizationId: string;
  close(): Promise<void>;
}

export interface MadePicture {
  id: string;
  portraitId: string;
  prefix: string;
  keys: Record<string, string>;
}

/** An empty store made of plain SQL and driver puts: the auditor's tests know the domain no more than it does. */
export async function storeForTests(): Promise<StoreForTests> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'likeness-audit-'));
  const objectsDir = join(folder, 'objects');
  const { rows } = await database.pool.query<{ id: string }>(
    `INSERT INTO shared.organizations (slug) VALUES ('tests')
     ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug RETURNING id`,
  );
  return {
    database,
    store: createDiskDriver({ root: objectsDir, signingKey: randomBytes(32) }),
    objectsDir,
    temporaryDir: join(folder, 'tmp'),
    organizationId: rows[0]?.id ?? '',
    close: async () => {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Bytes that begin like a rendition of that format; the auditor does not decode. */
export function renditionBytes(format: string): Buffer {
  return Buffer.concat([MAGIC[format] ?? Buffer.alloc(0), randomBytes(200)]);
}

/** A picture with a reference, as an upload leaves it: rows, objects and counters. */
export async function addPicture(
  made: StoreForTests,
  { state = 'ready', animated = false, sizes = ['small', 'large'] } = {},
): Promise<MadePicture> {
  const { database, organizationId } = made;
  const { rows } = await database.pool.query<{ id: string; storage_id: string }>(
    `INSERT INTO portrait.blobs (organization_id, sha256, preset, crop, render_version, storage_id, state,
       upload_size, source_format, animated)
     VALUES ($1, $2, 'custom', 'attention', 1, nextval('portrait.storage_ids'), $3, 1, 'png', $4)
     RETURNING id, storage_id`,
    [organizationId, randomBytes(32), state, animated],
  );
  const { id = '', storage_id: storageId = '0' } = rows[0] ?? {};
  const folder = (BigInt(storageId) % 256n).toString(16).padStart(2, '0');
  const prefix = `blobs/${organizationId}/${folder}/${storageId}/`;
  const keys = state === 'ready' ? await addVariants(made, id, prefix, animated, sizes) : {};
  const portraitId = await addReference(made, id);
  return { id, portraitId, prefix, keys };
}

async function addVariants(
  { database, store, organizationId }: StoreForTests,
  id: string,
  prefix: string,
  animated: boolean,
  sizes: readonly string[],
): Promise<Record<string, string>> {
  const keys: Record<string, string> = {};
  let total = 0;
  for (const size of sizes) {
    const twins = animated ? [[`${size}-static`, 'webp']] : [];
    for (const [name = '', format = ''] of [[size, 'jpeg'], [size, 'webp'], ...twins]) {
      const bytes = renditionBytes(format);
      const key = `${prefix}${name}.${format === 'jpeg' ? 'jpg' : format}`;
      await store.put({ key, body: bytes, contentType: `image/${format}` });
      await database.pool.query(
        `INSERT INTO portrait.variants (blob_id, name, format, key, bytes, width, height, sha256)
         VALUES ($1, $2, $3, $4, $5, 10, 10, $6)`,
        [id, name, format, key, bytes.length, createHash('sha256').update(bytes).digest()],
      );
      keys[`${name}.${format}`] = key;
      total += bytes.length;
    }
  }
  await count(database, organizationId, 'pictures', 1);
  await count(database, organizationId, 'bytes', total);
  return keys;
}

async function addReference({ database, organizationId }: StoreForTests, blobId: string): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH entity AS (
       INSERT INTO shared.entities (organization_id, type, name) VALUES ($1, 'item', $2) RETURNING id)
     INSERT INTO portrait.portraits (organization_id, entity_id, blob_id)
     SELECT $1, id, $3 FROM entity RETURNING id`,
    [organizationId, randomUUID(), blobId],
  );
  await count(database, organizationId, 'portraits', 1);
  return rows[0]?.id ?? '';
}

async function count({ pool }: TestDatabase, organizationId: string, name: string, delta: number) {
  await pool.query(
    'INSERT INTO portrait.statistic_deltas (organization_id, name, delta) VALUES ($1, $2, $3)',
    [organizationId, name, delta],
  );
}
