import { createHash } from 'node:crypto';
import type { AuditContext } from './audit-context.ts';
import type { AuditedDocument } from './documents-in-mongodb.ts';
import { type CheckReport, Findings } from './findings.ts';
import { settle } from './settle.ts';

const PAGE = 200;
/** What sealed bytes begin with: the number of their format. */
const SEALED = 1;

interface Model {
  id: string;
  avatar_id: string;
  engine: 'postgres' | 'mongodb';
  bytes: string;
  sha256: string;
}

/** Documents of bodies: what a ready model says is there reads back as recorded, sealed; and nothing else lies about. */
export async function checkDocuments(context: AuditContext): Promise<CheckReport[]> {
  const { rows } = await context.pool.query<{ found: boolean }>(
    `SELECT to_regclass('avatar.model_documents') IS NOT NULL AS found`,
  );
  if (!rows[0]?.found) return [];
  const orphans = context.documents ? [await checkOrphans(context)] : [];
  return [await checkKept(context), ...orphans];
}

async function checkKept(context: AuditContext): Promise<CheckReport> {
  const findings = new Findings('documents of bodies read back sealed, as recorded', ['I2', 'I5']);
  for (let after = '0'; ; ) {
    context.signal?.throwIfAborted();
    const models = await modelsAmong(context, 'm.id > $1::bigint', [after, PAGE]);
    findings.examined(models.length);
    const wrong = await faulty(context, models);
    const still = async (left: Model[]) =>
      faulty(
        context,
        await modelsAmong(context, 'm.id = ANY($1::bigint[])', [left.map(({ id }) => id), left.length]),
      );
    for (const model of await settle(wrong, context.settle, still)) {
      findings.breach(model.id, (await faultOf(context, model)) ?? 'it could not be read a moment ago');
    }
    const last = models.at(-1);
    if (last === undefined) return findings.report();
    after = last.id;
  }
}

async function modelsAmong(
  { pool }: AuditContext,
  where: string,
  values: [unknown, number],
): Promise<Model[]> {
  const { rows } = await pool.query<Model>(
    `SELECT m.id::text, m.avatar_id, m.document_engine AS engine, m.document_bytes::text AS bytes,
       encode(m.document_sha256, 'hex') AS sha256
     FROM avatar.models m
     WHERE m.state = 'ready' AND m.avatar_id IS NOT NULL AND m.document_engine IS NOT NULL AND ${where}
     ORDER BY m.id LIMIT $2`,
    values,
  );
  return rows;
}

async function faulty(context: AuditContext, models: Model[]): Promise<Model[]> {
  const wrong: Model[] = [];
  for (const model of models) if ((await faultOf(context, model)) !== undefined) wrong.push(model);
  return wrong;
}

async function faultOf(context: AuditContext, model: Model): Promise<string | undefined> {
  const document = await read(context, model);
  if (!document) return `the document is missing in ${model.engine}`;
  const { avatarId, parts } = document;
  if (parts.some((part) => part[0] !== SEALED)) return 'the document is not sealed';
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  if (hash.digest('hex') !== model.sha256 || String(bytes) !== model.bytes) {
    return 'the document is another one';
  }
  if (avatarId !== undefined && avatarId !== model.avatar_id)
    return "the document is under another avatar's id";
  return undefined;
}

async function read(
  { pool, documents }: AuditContext,
  { id, engine }: Model,
): Promise<AuditedDocument | undefined> {
  if (engine === 'mongodb') {
    if (!documents) throw new Error('bodies are kept in MongoDB, and MONGODB_URL is not set');
    return documents.read(id);
  }
  const { rows } = await pool.query<{ avatar_id: string | null } & Record<string, Buffer>>(
    `SELECT avatar_id, vertices, normals, bind_pose, parameters FROM avatar.model_documents WHERE model_id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) return undefined;
  const parts = ['vertices', 'normals', 'bind_pose', 'parameters'].map((name) => row[name] as Buffer);
  return { avatarId: row.avatar_id ?? undefined, parts };
}

/** Rows of the database cannot be without their model; documents elsewhere can. */
async function checkOrphans(context: AuditContext): Promise<CheckReport> {
  const findings = new Findings('documents of bodies have a model', ['I4']);
  for (let after: string | undefined; ; ) {
    context.signal?.throwIfAborted();
    const page = (await context.documents?.list(after, PAGE)) ?? [];
    findings.examined(page.length);
    const old = page.filter(({ createdAt }) => Date.now() - createdAt.getTime() >= context.grace);
    const orphans = await orphansAmong(
      context,
      page.map(({ modelId }) => modelId),
    );
    const suspects = orphans.filter((id) => old.some(({ modelId }) => modelId === id));
    for (const id of orphans)
      if (!suspects.includes(id)) findings.note(id, 'no model speaks of the document');
    for (const id of await settle(suspects, context.settle, (left) => orphansAmong(context, left))) {
      findings.breach(id, 'no model speaks of the document');
    }
    const last = page.at(-1);
    if (last === undefined) return findings.report();
    after = last.modelId;
  }
}

/** Those without a row that are still there after the rows were asked. */
async function orphansAmong({ pool, documents }: AuditContext, ids: string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT o.id FROM unnest($1::text[]) AS o (id)
     WHERE NOT EXISTS (SELECT FROM avatar.models m WHERE m.id = o.id::bigint)`,
    [ids],
  );
  const orphans: string[] = [];
  for (const { id } of rows) if ((await documents?.read(id)) !== undefined) orphans.push(id);
  return orphans;
}
