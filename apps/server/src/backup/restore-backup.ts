/**
 * The way back from a backup. Nothing is touched before every file of it has been verified. The objects come
 * first, then all rows in one transaction: until its commit the database is what it was.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StorageDriver } from '@likeness/storage';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { OpenDocuments } from '../bodies/model-documents/open-documents.ts';
import { MIGRATION_LOCK, SWEEP_LOCK } from '../database/advisory-locks.ts';
import { sqlState } from '../database/errors.ts';
import { applyMigrations } from '../database/migrate.ts';
import { type Migration, readMigrations } from '../database/migrations-folder.ts';
import { replayLedger } from '../erasures/ledger.ts';
import { databaseId, labelStore, storeId } from '../installation/installation-id.ts';
import { BackupError, type OnProgress } from './backup-error.ts';
import { putDocuments } from './documents.ts';
import { emptyDatabase, holdsPortraits } from './empty-database.ts';
import { digestOf, inParallel, linesOf, listenAtOnce } from './files.ts';
import { type BackupManifest, objectLine } from './manifest.ts';
import { copyTarget, quoteTable } from './tables.ts';
import { verifyBackup } from './verify-backup.ts';

export interface RestoreOptions {
  /** Of the database; its role makes schemas. */
  url: string;
  store: StorageDriver;
  /** Where documents of bodies go; by default rows of the database. */
  documents?: OpenDocuments;
  /** The folder of the backup. */
  from: string;
  /** What `verifyBackup` gave a moment ago, so as not to read everything twice. */
  verified?: BackupManifest;
  /** Throw away what the database holds. */
  force?: boolean;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

const OBJECTS_AT_ONCE = 8;

/**
 * How far sequences are set beyond the backup: further than ids can have been given out since, so that an
 * object that was stored after the backup never shares its storage id with a new one.
 */
const SEQUENCE_GAP = 1_000_000_000n;

/**
 * @returns what was restored
 * @throws BackupError when the backup is damaged or of a newer version, the database is not empty, or the
 *   store belongs to a third database
 */
export async function restoreBackup(options: RestoreOptions): Promise<BackupManifest> {
  const { from, url, force = false } = options;
  const manifest = options.verified ?? (await verifyBackup(from, options));
  const migrations = levelOf(manifest);
  const client = new Client({ connectionString: url, application_name: 'likeness restore' });
  client.on('error', () => {}); // the statement under way fails with it
  await client.connect();
  try {
    for (const lock of [MIGRATION_LOCK, SWEEP_LOCK]) {
      await client.query('SELECT pg_advisory_lock($1)', [String(lock)]);
    }
    if (!force && (await holdsPortraits(client))) {
      throw new BackupError('the database holds portraits already. --force throws them away.');
    }
    const id = await backedUpId(from, manifest);
    const before = await storeId(options.store);
    if (before !== undefined && before !== id && before !== (await databaseId(client))) {
      throw new BackupError(
        'the objects in the store belong to another database, neither this one nor the one of the backup. Name a store of its own.',
      );
    }
    const { documents } = options;
    const theirs = await documents?.installation();
    if (theirs !== undefined && theirs !== id && theirs !== (await databaseId(client))) {
      throw new BackupError(
        'the documents in MongoDB belong to another installation, neither this one nor the one of the backup. Name a database of its own in MONGODB_URL.',
      );
    }
    await putObjects(options, manifest);
    await fillDatabase(client, options, manifest, migrations);
    await putDocuments(client, manifest, { ...options, documents: documents?.stores.main });
    await endSignIns(client);
    await replayLedger(client, options.store);
    if (id !== undefined) await documents?.label(id);
    await commit(client, options.store, { id, before });
  } finally {
    await client.end().catch(() => {});
  }
  await applyMigrations(url);
  return manifest;
}

function levelOf(manifest: BackupManifest): Migration[] {
  const known = readMigrations();
  return manifest.migrations.map(({ tag, when }) => {
    const migration = known.find((candidate) => candidate.when === when);
    if (migration === undefined)
      throw new BackupError(`the backup is of a newer Likeness: ${tag} is not known here.`);
    return migration;
  });
}

/** The id of the database that was backed up; undefined when it had none yet. */
async function backedUpId(from: string, manifest: BackupManifest): Promise<string | undefined> {
  const table = manifest.tables.find(({ schema, name }) => schema === 'shared' && name === 'installation');
  if (table === undefined || table.rows === 0) return undefined;
  return (await readFile(join(from, table.file), 'utf8')).split(/[\t\n]/)[table.columns.indexOf('id')];
}

async function putObjects({ from, store, onProgress, signal }: RestoreOptions, manifest: BackupManifest) {
  let done = 0;
  listenAtOnce(signal, OBJECTS_AT_ONCE);
  await inParallel(linesOf(join(from, manifest.objects.file)), OBJECTS_AT_ONCE, async (line) => {
    const { key, sha256, contentType, metadata } = objectLine.parse(JSON.parse(line));
    const body = createReadStream(join(from, 'objects', key));
    await store.put({ key, body, contentType, metadata, ...(signal && { signal }) });
    const stored = await store.get({ key, ...(signal && { signal }) });
    if ((await digestOf(stored.body, signal)).sha256 !== sha256)
      throw new BackupError(`the object ${key} reads back from the store as something else.`);
    done += 1;
    onProgress?.({ step: 'objects', done, total: manifest.objects.count });
  });
}

async function fillDatabase(
  client: Client,
  { from, onProgress, signal }: RestoreOptions,
  manifest: BackupManifest,
  migrations: Migration[],
): Promise<void> {
  await client.query('BEGIN');
  await emptyDatabase(client);
  for (const { sql, hash, when } of migrations) {
    await client.query(sql);
    await client.query('INSERT INTO likeness.migrations (hash, created_at) VALUES ($1, $2)', [hash, when]);
  }
  let done = 0;
  for (const table of manifest.tables) {
    const rows = client.query(copyFrom(`COPY ${copyTarget(table)} FROM STDIN`));
    await pipeline(createReadStream(join(from, table.file)), rows, { ...(signal && { signal }) });
    if (rows.rowCount !== table.rows) {
      throw new BackupError(`${table.file} gave ${rows.rowCount} rows instead of ${table.rows}.`);
    }
    done += 1;
    onProgress?.({ step: 'tables', done, total: manifest.tables.length });
  }
  for (const sequence of manifest.sequences) {
    const next = BigInt(sequence.last) + SEQUENCE_GAP;
    await client.query('SELECT setval($1::regclass, $2)', [quoteTable(sequence), String(next)]);
  }
}

/** Whoever signed out since the backup stays signed out, and a link that was used opens nothing again. */
async function endSignIns(client: Client): Promise<void> {
  for (const table of ['shared.sessions', 'shared.oidc_sign_ins', 'shared.sign_in_codes']) {
    const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
      table,
    ]);
    if (rows[0]?.found) await client.query(`DELETE FROM ${table}`);
  }
}

/**
 * The store gets the id of the backup first: if we are killed in between, a server refuses the two, and the
 * restore can be repeated.
 */
async function commit(
  client: Client,
  store: StorageDriver,
  { id, before }: { id: string | undefined; before: string | undefined },
): Promise<void> {
  await labelStore(store, id);
  try {
    await client.query('COMMIT');
  } catch (error) {
    if (sqlState(error) !== undefined) await labelStore(store, before);
    throw error;
  }
}
