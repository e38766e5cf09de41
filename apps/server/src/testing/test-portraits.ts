import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { StorageDriver } from '@likeness/storage';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { createIdentities } from '../auth/identities.ts';
import type { Principal } from '../auth/principal.ts';
import { cleanupCycle } from '../cleanup/cleanup-cycle.ts';
import { deletePrefix } from '../cleanup/delete-prefix.ts';
import { type Config, loadConfig } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { parseFraming } from '../portraits/framing.ts';
import { createPortraits, type Portraits } from '../portraits/portraits.ts';
import type { PausePoint, PortraitsContext } from '../portraits/portraits-context.ts';
import { receiveFile } from '../portraits/temporary-file.ts';
import { type UploadedPortrait, uploadPortrait } from '../portraits/upload-portrait.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { emptyStore, openTestStore, testStoreEnv } from './test-store.ts';

/** Portraits on a database and a folder of their own, with one tiny size so that a race costs milliseconds. */
export interface TestPortraits {
  config: Config;
  database: TestDatabase;
  db: Database;
  store: StorageDriver;
  portraits: Portraits;
  dataDir: string;
  /** Another process, as far as the protocol can tell: same database and store, nothing else shared. */
  another(options?: {
    store?: StorageDriver;
    pause?: (point: PausePoint) => Promise<void>;
  }): PortraitsContext;
  user(name?: string): Promise<Principal>;
  upload(context: PortraitsContext, principal: Principal, bytes: Buffer): Promise<UploadedPortrait>;
  /** Forgets everything: quicker than another database. */
  empty(): Promise<void>;
  drop(): Promise<void>;
}

export async function createTestPortraits(env: Record<string, string> = {}): Promise<TestPortraits> {
  const dataDir = await mkdtemp(join(tmpdir(), 'likeness-portraits-'));
  const config = loadConfig({
    LIKENESS_DATA_DIR: dataDir,
    LIKENESS_PRESETS: '{"tiny":{"dot":16}}',
    LIKENESS_PRESET: 'tiny',
    ...(await testStoreEnv()),
    ...env,
  });
  const database = await createTestDatabase();
  const { db } = database;
  const store = await openTestStore(config);
  let identities = createIdentities(db);
  let users = 0;
  return {
    config,
    database,
    db,
    store,
    dataDir,
    portraits: createPortraits({ config, db, store }),
    another: ({ store: other = store, pause } = {}) =>
      createPortraits({ config, db, store: other, ...(pause ? { pause } : {}) }).context,
    user: (name = `user-${++users}`) =>
      identities.resolve({
        issuer: 'likeness',
        organization: 'default',
        subject: name,
        role: 'user',
        permissions: [],
      }),
    async upload(context, principal, bytes) {
      const file = await receiveFile(Readable.from([bytes]), {
        dir: config.pictures.temporaryDir,
        maxSize: 1e7,
      });
      try {
        return await uploadPortrait(context, {
          actor: { ...principal, requestId: 'test' },
          entity: { id: principal.userId, organizationId: principal.organizationId },
          file,
          framing: parseFraming({}),
        });
      } finally {
        await file.dispose();
      }
    },
    async empty() {
      const tables = [
        'portrait.portraits',
        'portrait.blobs',
        'portrait.statistic_deltas',
        'portrait.statistic_totals',
        'portrait.daily_deltas',
        'portrait.daily_statistics',
      ];
      // quicker than TRUNCATE, which makes a file of each table anew
      for (const table of [
        ...tables,
        'shared.outbox',
        'shared.audit_log',
        'shared.entities',
        'shared.users',
      ]) {
        await db.execute(sql.raw(`DELETE FROM ${table}`));
      }
      identities = createIdentities(db);
      await deletePrefix(store, 'blobs/');
    },
    async drop() {
      await database.drop();
      await emptyStore(config, store);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A picture of one colour, small enough to be made thousands of times. */
export function tinyPicture(seed: number): Promise<Buffer> {
  const [r, g, b] = createHash('sha256').update(String(seed)).digest();
  return sharp({
    create: { width: 20, height: 20, channels: 3, background: { r: r ?? 0, g: g ?? 0, b: b ?? 0 } },
  })
    .png()
    .toBuffer();
}

/**
 * What is wrong between rows, counters and objects, as sentences; nothing when all is well. Written apart
 * from the domain on purpose.
 */
export async function breaches({ db, store }: Pick<TestPortraits, 'db' | 'store'>): Promise<string[]> {
  const found: string[] = [];
  const references = await db.execute<{ id: string; state: string | null; variants: string }>(sql`
    SELECT p.id, b.state, (SELECT count(*) FROM portrait.variants v WHERE v.blob_id = b.id) AS variants
    FROM portrait.portraits p LEFT JOIN portrait.blobs b ON b.id = p.blob_id`);
  for (const row of references.rows) {
    if (row.state !== 'ready') found.push(`portrait ${row.id} refers to a blob that is ${row.state}`);
    else if (Number(row.variants) === 0) found.push(`portrait ${row.id} refers to a blob without variants`);
  }
  const variants = await db.execute<{ key: string; sha256: Buffer; storage_id: string }>(
    sql`SELECT v.key, v.sha256, b.storage_id FROM portrait.variants v JOIN portrait.blobs b ON b.id = v.blob_id`,
  );
  for (const { key, sha256, storage_id } of variants.rows) {
    if (!key.includes(`/${storage_id}/`))
      found.push(`${key} is not under its blob's storage id ${storage_id}`);
    const bytes = await store.get({ key }).then(
      ({ body }) => buffer(body),
      () => undefined,
    );
    if (!bytes) found.push(`${key} is missing`);
    else if (!createHash('sha256').update(bytes).digest().equals(sha256))
      found.push(`${key} has other bytes`);
  }
  const counters = await db.execute<{ name: string; counted: string; kept: string }>(sql`
    WITH counted (name, value) AS (
      SELECT 'portraits', count(*) FROM portrait.portraits WHERE ended_at IS NULL
      UNION ALL SELECT 'pictures', count(*) FROM portrait.blobs WHERE state = 'ready'
      UNION ALL SELECT 'bytes', coalesce(sum(bytes), 0) FROM portrait.variants),
    kept AS (
      SELECT name, sum(value) AS value FROM (
        SELECT name, value FROM portrait.statistic_totals
        UNION ALL SELECT name, delta FROM portrait.statistic_deltas) AS all_rows GROUP BY name)
    SELECT counted.name, counted.value AS counted, coalesce(kept.value, 0) AS kept
    FROM counted LEFT JOIN kept USING (name)`);
  for (const { name, counted, kept } of counters.rows) {
    if (Number(counted) !== Number(kept)) found.push(`${name}: counted ${counted}, kept ${kept}`);
  }
  return found;
}

/** Objects that no variant speaks of. */
export async function strayObjects({ db, store }: Pick<TestPortraits, 'db' | 'store'>): Promise<string[]> {
  const { objects } = await store.list({ prefix: 'blobs/' });
  const { rows } = await db.execute<{ key: string }>(sql`SELECT key FROM portrait.variants`);
  const known = new Set(rows.map(({ key }) => key));
  return objects.map(({ key }) => key).filter((key) => !known.has(key));
}

/** A whole cleanup that spares nothing for being young. */
export function cleanUpNow({ config, db, store }: Pick<TestPortraits, 'config' | 'db' | 'store'>) {
  return cleanupCycle({ config, db, store, longestUpload: 0 });
}
