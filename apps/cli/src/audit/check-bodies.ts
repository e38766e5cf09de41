import type { ListedObject } from '@likeness/storage';
import type { AuditContext } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';
import { readObject } from './read-object.ts';
import { settle } from './settle.ts';

const KEY = /^bodies\/[0-9a-f]{2}\/(\d{1,18})\/[^/]+$/;
const PAGE = 500;

interface Rendition {
  key: string;
  bytes: string;
  sha256: string;
}

/** Bodies: what a ready avatar shows is there, reads back as recorded, is sealed, and nothing else lies about. */
export async function checkBodies(context: AuditContext): Promise<CheckReport[]> {
  const { rows } = await context.pool.query<{ found: boolean }>(
    `SELECT to_regclass('avatar.renditions') IS NOT NULL AS found`,
  );
  if (!rows[0]?.found) return [];
  return [await checkModels(context), await checkRenditions(context), await checkObjects(context)];
}

async function checkModels({ pool }: AuditContext): Promise<CheckReport> {
  const findings = new Findings('ready avatars have a model', ['I5']);
  const { rows } = await pool.query<{ id: string; complete: boolean }>(
    // a body of an earlier version is an object; the column is not there before its migration
    `SELECT a.id, EXISTS (
       SELECT FROM avatar.models m WHERE m.avatar_id = a.id AND m.state = 'ready'
         AND (to_jsonb(m) ->> 'document_engine' IS NOT NULL OR EXISTS (
           SELECT FROM avatar.renditions r WHERE r.model_id = m.id AND r.name = 'body.bin'))) AS complete
     FROM avatar.avatars a WHERE a.status = 'ready' AND a.deleted_at IS NULL`,
  );
  findings.examined(rows.length);
  for (const { id, complete } of rows) {
    if (!complete) findings.breach(id, 'the avatar is ready and has no body');
  }
  return findings.report();
}

async function checkRenditions(context: AuditContext): Promise<CheckReport> {
  const findings = new Findings('bodies read back sealed, as recorded', ['I2', 'I5']);
  for (let after = ''; ; ) {
    context.signal?.throwIfAborted();
    const { rows } = await context.pool.query<Rendition>(
      `SELECT r.key, r.bytes::text, encode(r.sha256, 'hex') AS sha256
       FROM avatar.renditions r JOIN avatar.models m ON m.id = r.model_id
       WHERE m.state = 'ready' AND m.avatar_id IS NOT NULL AND r.key > $1 ORDER BY r.key LIMIT $2`,
      [after, PAGE],
    );
    findings.examined(rows.length);
    const wrong: Rendition[] = [];
    for (const row of rows) if ((await faultOf(context, row)) !== undefined) wrong.push(row);
    const still = (left: Rendition[]) =>
      context.pool
        .query<Rendition>(
          `SELECT key, bytes::text, encode(sha256, 'hex') AS sha256 FROM avatar.renditions WHERE key = ANY($1)`,
          [left.map(({ key }) => key)],
        )
        .then(async ({ rows: there }) => {
          const faulty: Rendition[] = [];
          for (const row of there) if ((await faultOf(context, row)) !== undefined) faulty.push(row);
          return faulty;
        });
    for (const row of await settle(wrong, context.settle, still)) {
      findings.breach(row.key, (await faultOf(context, row)) ?? 'it could not be read a moment ago');
    }
    const last = rows.at(-1);
    if (last === undefined) return findings.report();
    after = last.key;
  }
}

async function faultOf({ store, signal }: AuditContext, row: Rendition): Promise<string | undefined> {
  const read = await readObject(store, row.key, signal);
  if (!read.found) return read.why;
  if (read.format !== undefined) return 'the object is not sealed';
  if (String(read.size) !== row.bytes || read.sha256 !== row.sha256) return 'the object is another one';
  return undefined;
}

async function checkObjects(context: AuditContext): Promise<CheckReport> {
  const findings = new Findings('objects of bodies have a model', ['I4']);
  let cursor: string | undefined;
  do {
    const page = await context.store.list({ prefix: 'bodies/', ...(cursor === undefined ? {} : { cursor }) });
    cursor = page.cursor;
    findings.examined(page.objects.length);
    const orphans = await orphansAmong(context, page.objects);
    const isOld = ({ modifiedAt }: ListedObject) => Date.now() - modifiedAt.getTime() >= context.grace;
    for (const { key } of orphans.filter((object) => !isOld(object))) {
      findings.note(key, 'no model speaks of the object');
    }
    const look = (left: ListedObject[]) => orphansAmong(context, left);
    for (const { key } of await settle(orphans.filter(isOld), context.settle, look)) {
      findings.breach(key, KEY.test(key) ? 'no model speaks of the object' : 'the key is not that of a body');
    }
  } while (cursor !== undefined);
  return findings.report();
}

async function orphansAmong({ pool, store }: AuditContext, objects: ListedObject[]): Promise<ListedObject[]> {
  const idOf = ({ key }: ListedObject) => KEY.exec(key)?.[1];
  const ids = objects.map(idOf).filter((id) => id !== undefined);
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id::text FROM avatar.models WHERE id = ANY($1::bigint[])',
    [ids],
  );
  const known = new Set(rows.map(({ id }) => id));
  const orphans: ListedObject[] = [];
  for (const object of objects) {
    if (!known.has(idOf(object) ?? '') && (await store.exists({ key: object.key }))) orphans.push(object);
  }
  return orphans;
}
