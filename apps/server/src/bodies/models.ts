import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { StorageError } from '@likeness/storage';
import { and, eq, sql } from 'drizzle-orm';
import { models, renditions } from '../database/avatar-schema.ts';
import { type Database, inTransaction } from '../database/database.ts';
import type { BodiesContext } from './bodies-context.ts';
import { keepDocument, openKeptDocument } from './model-documents/keep-document.ts';
import { contextOf, type StoredBody } from './sealed-records.ts';

export type ModelRow = typeof models.$inferSelect;

/** What the objects of bodies are made by; part of `avatar.models`. */
export const ALGORITHM = 'tape/1';

/** Where earlier versions kept the fitted body; now it is a document (`model-documents/`). */
export const BODY = 'body.bin';

/** A body that was fitted again to a later template than its document: nothing that is kept is ever overwritten. */
export const refittedName = (template: string): string => `body-${template}.bin`;

/** `bodies/<aa>/<model id>/`: names nobody; `aa` spreads the folders evenly. */
export function modelPrefix(modelId: bigint): string {
  return `bodies/${(modelId % 256n).toString(16).padStart(2, '0')}/${modelId}/`;
}

/** The model that an avatar shows now. */
export async function currentModel(db: Database, avatarId: string): Promise<ModelRow | undefined> {
  const [row] = await db
    .select()
    .from(models)
    .where(and(eq(models.avatarId, avatarId), eq(models.state, 'ready')));
  return row;
}

/** Reserves a model: its row is there before its first object, so no object is ever without one. */
export async function reserveModel(
  { db }: BodiesContext,
  { avatarId, userId, revision }: { avatarId: string; userId: string; revision: number },
): Promise<bigint> {
  const { rows } = await db.execute<{ id: string }>(sql`
    INSERT INTO avatar.models (id, avatar_id, user_id, revision, algorithm)
    VALUES (nextval('avatar.model_ids'), ${avatarId}, ${userId}, ${revision}, ${ALGORITHM}) RETURNING id`);
  return BigInt(rows[0]?.id as string);
}

/**
 * Seals and keeps one object of a model, unless it is kept already: every sealing has other bytes, and a backup may be
 * copying those that are there.
 *
 * @returns false when the model has been replaced or erased meanwhile
 */
export async function keepRendition(
  context: BodiesContext,
  model: { id: bigint; userId: string },
  name: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const key = `${modelPrefix(model.id)}${name}`;
  const seal = await context.sealing.of(model.userId);
  const sealed = seal.seal(bytes, contextOf.object(key));
  return inTransaction(context.db, async (tx) => {
    // held while the object is put: one writer at a time, and the sweep passes over a model that is in use
    const { rows } = await tx.execute(
      sql`SELECT FROM avatar.models WHERE id = ${String(model.id)}::bigint AND state <> 'replaced'
          AND avatar_id IS NOT NULL FOR NO KEY UPDATE`,
    );
    if (rows.length === 0) return false;
    const known = await tx.execute(
      sql`SELECT FROM avatar.renditions WHERE model_id = ${String(model.id)}::bigint AND name = ${name}`,
    );
    if (known.rows.length > 0) return true;
    await context.store.put({ key, body: sealed, contentType: 'application/octet-stream' });
    await tx.insert(renditions).values({
      modelId: model.id,
      name,
      key,
      bytes: sealed.length,
      sha256: createHash('sha256').update(sealed).digest(),
    });
    return true;
  });
}

/** The fitted body of a model, which everything else is made from; to the latest template that it was fitted to. */
export async function openStoredBody(
  context: BodiesContext,
  model: ModelRow,
): Promise<StoredBody | undefined> {
  const { rows } = await context.db.execute<{ name: string }>(sql`
    SELECT name FROM avatar.renditions
    WHERE model_id = ${String(model.id)}::bigint AND name ~ '^body(-[0-9a-f]+)?[.]bin$'
    ORDER BY created_at DESC LIMIT 1`);
  const name = rows[0]?.name;
  if (name === undefined || (name === BODY && model.documentEngine !== null)) {
    const kept = await openKeptDocument(context, model);
    if (kept) return kept;
  }
  const packed = name && (await openRendition(context, model, name));
  if (!packed) return undefined;
  const stored = unpackBody(packed);
  // of an earlier version: from now on a document, and the object goes with the next cleanup
  if (name === BODY) await keepDocument(context, model, stored, { took: 0 });
  return stored;
}

/** The opened bytes of one object of a model; undefined when there is none. */
export async function openRendition(
  { store, sealing }: BodiesContext,
  model: { id: bigint; userId: string },
  name: string,
): Promise<Buffer | undefined> {
  const key = `${modelPrefix(model.id)}${name}`;
  try {
    const { body } = await store.get({ key });
    const sealed = await buffer(body);
    return (await sealing.of(model.userId)).open(sealed, contextOf.object(key));
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** A length, that many bytes of JSON, then the positions as 32-bit floats, little-endian. */
export function packBody({ positions, ...head }: StoredBody): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([
    length,
    json,
    Buffer.from(positions.buffer, positions.byteOffset, positions.byteLength),
  ]);
}

export function unpackBody(bytes: Buffer): StoredBody {
  const end = 4 + bytes.readUInt32LE(0);
  const head = JSON.parse(bytes.toString('utf8', 4, end)) as Omit<StoredBody, 'positions'>;
  const positions = new Float32Array((bytes.length - end) / 4);
  Buffer.from(positions.buffer).set(bytes.subarray(end));
  return { ...head, positions };
}
