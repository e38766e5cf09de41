/**
 * A backup: every row of our tables as of one moment, and every object that those rows name.
 *
 * 1. SWEEP_LOCK exclusively: from here on no sweep marks a picture, so what the snapshot names stays.
 * 2. One REPEATABLE READ snapshot for all tables. Whatever is committed in it has had its objects written
 *    before (the storage protocol puts first, then commits).
 * 3. The objects, and the documents that are not rows, each checked against the hash that was recorded when it was
 *    acknowledged.
 * 4. The manifest. A folder without it is no backup.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageDriver } from '@likeness/storage';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { DocumentStores } from '../bodies/model-documents/document-stores.ts';
import { SWEEP_LOCK } from '../database/advisory-locks.ts';
import { appliedMigrations, pendingMigrations } from '../database/migrate.ts';
import { readMigrations } from '../database/migrations-folder.ts';
import { BackupError, type OnProgress } from './backup-error.ts';
import { copyDocuments, type DocumentRow, documentRows } from './documents.ts';
import { type Digest, digestOf, inParallel, linesOf, listenAtOnce, newLines, writeStream } from './files.ts';
import { type BackedUpObject, type BackupManifest, writeManifest } from './manifest.ts';
import { copySource, sequences, tablesInOrder } from './tables.ts';

export interface BackupOptions {
  /** Of the database. */
  url: string;
  store: StorageDriver;
  /** Where documents of bodies are; needed when they are not all in the database. */
  documents?: DocumentStores;
  /** A folder that is empty or not there yet. */
  to: string;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const OBJECTS_AT_ONCE = 8;
const OBJECT_LIST = 'objects.ndjson';
const TODO = 'objects.todo';
/** Rows that name an object with its size and hash; models that nothing shows are on their way out. */
const WITH_OBJECTS: Readonly<Record<string, string>> = {
  'portrait.variants': 'SELECT key, bytes, sha256 FROM portrait.variants',
  'avatar.renditions': `SELECT r.key, r.bytes, r.sha256 FROM avatar.renditions r JOIN avatar.models m ON m.id = r.model_id
    WHERE m.state = 'ready' AND m.avatar_id IS NOT NULL`,
  'avatar.photos': `SELECT original_key, file_size, sha256 FROM avatar.photos
    WHERE state = 'stored' AND avatar_id IS NOT NULL`,
};
/** Of databases that were not migrated since, tables that name no object with a hash yet. */
const HASHED = { 'avatar.photos': 'sha256' } as const satisfies Partial<
  Record<keyof typeof WITH_OBJECTS, string>
>;

type ObjectRow = Pick<BackedUpObject, 'key' | 'bytes' | 'sha256'>;

/** @throws BackupError when the folder is not empty or an object is missing or damaged */
export async function createBackup(options: BackupOptions): Promise<BackupManifest> {
  const { to, url } = options;
  await mkdir(to, { recursive: true, mode: 0o700 });
  if ((await readdir(to)).length > 0) throw new BackupError(`${to} is not empty. Name a new folder.`);
  const client = new Client({ connectionString: url, application_name: 'likeness backup' });
  client.on('error', () => {}); // the statement under way fails with it
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [String(SWEEP_LOCK)]);
    const { documentRows: rows, ...database } = await copyDatabase(client, options);
    const objects = await copyObjects(options);
    const documents = rows.length > 0 && (await copyDocuments(rows, to, withDocuments(options)));
    await rm(join(to, TODO));
    const stillLocked = await client.query('SELECT 1').catch(() => undefined);
    if (stillLocked === undefined)
      throw new BackupError('the connection to the database was lost, and with it the hold on the cleanup.');
    const manifest: BackupManifest = {
      format: 'likeness-backup',
      version: 1,
      createdAt: new Date().toISOString(),
      ...database,
      objects,
      ...(documents && { documents }),
    };
    await writeManifest(to, manifest);
    return manifest;
  } finally {
    await client.end().catch(() => {});
  }
}

function withDocuments({ documents, ...options }: BackupOptions) {
  if (documents) return { ...options, documents };
  throw new BackupError('bodies are kept in MongoDB, and MONGODB_URL is not set.');
}

type DatabasePart = Pick<BackupManifest, 'serverVersion' | 'migrations' | 'tables' | 'sequences'> & {
  documentRows: DocumentRow[];
};

async function copyDatabase(
  client: Client,
  { to, onProgress, signal }: BackupOptions,
): Promise<DatabasePart> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await pendingMigrations(client); // refuses a database of a newer version
  const applied = await appliedMigrations(client);
  const version = await client.query<{ server_version: string }>('SHOW server_version');
  const found = await tablesInOrder(client);
  const tables: BackupManifest['tables'] = [];
  for (const table of found) {
    const file = `tables/${table.schema}.${table.name}.copy`;
    const rows = client.query(copyTo(`COPY ${copySource(table)} TO STDOUT`));
    const digest = await writeStream(rows, join(to, file), signal);
    tables.push({ ...table, file, rows: rows.rowCount, ...digest });
    onProgress?.({ step: 'tables', done: tables.length, total: found.length });
  }
  const listed = found
    .filter(({ schema, name, columns }) => {
      const hash = (HASHED as Record<string, string>)[`${schema}.${name}`];
      return hash === undefined || columns.includes(hash);
    })
    .flatMap(({ schema, name }) => WITH_OBJECTS[`${schema}.${name}`] ?? [])
    .join(' UNION ALL ');
  const lines = listed
    ? `SELECT json_build_object('key', key, 'bytes', bytes, 'sha256', encode(sha256, 'hex')) FROM (${listed}) AS o ORDER BY key`
    : 'SELECT NULL WHERE false';
  await writeStream(client.query(copyTo(`COPY (${lines}) TO STDOUT`)), join(to, TODO), signal);
  const rows = await documentRows(client);
  // Not part of the snapshot, and never behind it.
  const counters = await sequences(client);
  await client.query('COMMIT');
  return {
    serverVersion: version.rows[0]?.server_version ?? '',
    migrations: readMigrations()
      .filter(({ when }) => applied.includes(when))
      .map(({ tag, when }) => ({ tag, when })),
    tables,
    sequences: counters,
    documentRows: rows,
  };
}

async function copyObjects(options: BackupOptions): Promise<BackupManifest['objects']> {
  const { to, onProgress, signal } = options;
  let total = 0;
  for await (const _line of linesOf(join(to, TODO))) total += 1;
  const list = newLines(join(to, OBJECT_LIST));
  listenAtOnce(signal, OBJECTS_AT_ONCE);
  let count = 0;
  let totalBytes = 0;
  await inParallel(linesOf(join(to, TODO)), OBJECTS_AT_ONCE, async (line) => {
    const copied = await copyObject(JSON.parse(line) as ObjectRow, options);
    await list.write(JSON.stringify(copied));
    count += 1;
    totalBytes += copied.bytes;
    onProgress?.({ step: 'objects', done: count, total });
  });
  await list.end();
  return { file: OBJECT_LIST, ...(await digestOf(join(to, OBJECT_LIST), signal)), count, totalBytes };
}

async function copyObject(row: ObjectRow, { store, to, signal }: BackupOptions): Promise<BackedUpObject> {
  let digest: Digest;
  let info: { contentType: string; metadata: Record<string, string> };
  try {
    const object = await store.get({ key: row.key, ...(signal && { signal }) });
    info = object.info;
    digest = await writeStream(object.body, join(to, 'objects', row.key), signal);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new BackupError(`the object ${row.key} cannot be read (${String(cause)}).`, { cause });
  }
  if (digest.sha256 !== row.sha256) {
    throw new BackupError(`the object ${row.key} is damaged in the store. "likeness audit" lists all such.`);
  }
  return { ...row, contentType: info.contentType, metadata: info.metadata };
}
