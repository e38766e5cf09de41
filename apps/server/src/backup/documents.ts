/** Documents that another engine than the database keeps: in a backup they are one line each. */
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Client } from 'pg';
import type { DocumentStores } from '../bodies/model-documents/document-stores.ts';
import {
  digestOf,
  type ModelDocument,
  type ModelDocuments,
} from '../bodies/model-documents/model-document.ts';
import { rowsOf } from '../bodies/model-documents/postgres-documents.ts';
import { BackupError, type OnProgress } from './backup-error.ts';
import { documentFrom, lineOf } from './document-lines.ts';
import { digestOf as digestOfFile, linesOf, newLines } from './files.ts';
import type { BackupManifest } from './manifest.ts';

const FILE = 'documents.ndjson';

interface Options {
  documents: DocumentStores;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** A ready model whose document is not in the tables, as of the backup's snapshot. */
export interface DocumentRow {
  id: string;
  engine: 'mongodb';
  sha256: Buffer;
}

/** Those of the snapshot that a transaction is in; none in a database of an earlier version. */
export async function documentRows(client: Client): Promise<DocumentRow[]> {
  const there = await client.query(`SELECT to_regclass('avatar.model_documents') IS NOT NULL AS found`);
  if (!there.rows[0].found) return [];
  const { rows } = await client.query<DocumentRow>(
    `SELECT id, document_engine AS engine, document_sha256 AS sha256 FROM avatar.models
     WHERE document_engine = 'mongodb' AND state = 'ready' AND avatar_id IS NOT NULL ORDER BY id`,
  );
  return rows;
}

/**
 * Copies documents, each compared with what its row remembers. What the snapshot names stays: nothing is swept
 * meanwhile.
 *
 * @throws BackupError when one is missing or damaged
 */
export async function copyDocuments(
  rows: readonly DocumentRow[],
  to: string,
  { documents, onProgress, signal }: Options,
): Promise<NonNullable<BackupManifest['documents']>> {
  const list = newLines(join(to, FILE));
  let count = 0;
  for (const { id, engine, sha256 } of rows) {
    signal?.throwIfAborted();
    const document = await documents
      .of(engine)
      .get(BigInt(id))
      .catch((cause: unknown) => {
        throw new BackupError(`the document of model ${id} cannot be read (${String(cause)}).`, { cause });
      });
    if (!document || !digestOf(document).sha256.equals(sha256)) {
      throw new BackupError(
        `the document of model ${id} is missing or damaged. "likeness audit" lists all such.`,
      );
    }
    await list.write(lineOf(document));
    count += 1;
    onProgress?.({ step: 'documents', done: count, total: rows.length });
  }
  await list.end();
  return { file: FILE, ...(await digestOfFile(join(to, FILE), signal)), count };
}

/**
 * Puts the documents of a backup into an engine, whichever they came from, and says so in the rows. In the transaction
 * of the restore.
 *
 * @throws BackupError when one does not read back
 */
export async function putDocuments(
  client: Client,
  manifest: BackupManifest,
  {
    from,
    documents,
    onProgress,
    signal,
  }: Omit<Options, 'documents'> & { from: string; documents: ModelDocuments | undefined },
): Promise<void> {
  if (!manifest.documents) return;
  const tx = drizzle(client);
  const engine = documents ?? rowsOf(tx);
  let done = 0;
  for await (const line of linesOf(join(from, manifest.documents.file))) {
    signal?.throwIfAborted();
    const document = documentFrom(line);
    const { modelId } = document;
    const expected = digestOf(document).sha256;
    const isSame = (found: ModelDocument | undefined) => found && digestOf(found).sha256.equals(expected);
    if (!isSame(await engine.put({ document, tx }))) {
      // another one of that number: of the time that the restore throws away
      await engine.remove([modelId], tx);
      await engine.put({ document, tx });
    }
    if (!isSame(await engine.get(modelId, tx))) {
      throw new BackupError(`the document of model ${modelId} reads back as something else.`);
    }
    await client.query('UPDATE avatar.models SET document_engine = $1 WHERE id = $2', [
      engine.engine,
      String(modelId),
    ]);
    done += 1;
    onProgress?.({ step: 'documents', done, total: manifest.documents.count });
  }
}
