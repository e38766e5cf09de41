import type { ListedObject } from '@likeness/storage';
import type { AuditContext } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';
import { settle } from './settle.ts';

const PICTURE = /^blobs\/([0-9a-f-]{36})\/[0-9a-f]{2}\/(\d{1,18})\/[^/]+$/;

/**
 * Every object belongs to a variant, or lies under the storage id of a row that is on its way in or out. The
 * objects are listed first and the rows asked afterwards: a row is there before its first object.
 */
export async function checkObjects(context: AuditContext): Promise<CheckReport[]> {
  const findings = new Findings('objects have a row', ['I4']);
  let cursor: string | undefined;
  do {
    context.signal?.throwIfAborted();
    const page = await context.store.list({ prefix: 'blobs/', ...(cursor === undefined ? {} : { cursor }) });
    cursor = page.cursor;
    findings.examined(page.objects.length);
    await checkPage(context, page.objects, findings);
  } while (cursor !== undefined);
  return [findings.report()];
}

async function checkPage(context: AuditContext, objects: ListedObject[], findings: Findings): Promise<void> {
  const orphans = await orphansAmong(context, objects);
  const old = orphans.filter((object) => ageOf(object) >= context.grace);
  for (const { key } of orphans) {
    if (!old.some((object) => object.key === key)) findings.note(key, 'no row speaks of the object');
  }
  for (const { key } of await settle(old, context.settle, (left) => orphansAmong(context, left))) {
    findings.breach(
      key,
      PICTURE.test(key) ? 'no row speaks of the object' : 'the key is not that of a picture',
    );
  }
}

const ageOf = ({ modifiedAt }: ListedObject) => Date.now() - modifiedAt.getTime();

/** Those without a row that are still there after the rows were asked. */
async function orphansAmong(context: AuditContext, objects: ListedObject[]): Promise<ListedObject[]> {
  const owned = await ownedAmong(context, objects);
  const orphans: ListedObject[] = [];
  for (const object of objects) {
    if (!owned.has(object.key) && (await context.store.exists({ key: object.key }))) orphans.push(object);
  }
  return orphans;
}

async function ownedAmong({ pool }: AuditContext, objects: ListedObject[]): Promise<Set<string>> {
  const parsed = objects.map(({ key }) => ({ key, match: PICTURE.exec(key) })).filter(({ match }) => match);
  if (parsed.length === 0) return new Set();
  const { rows } = await pool.query<{ key: string }>(
    `SELECT o.key
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS o (key, organization_id, storage_id)
     JOIN portrait.blobs b ON b.storage_id = o.storage_id AND b.organization_id::text = o.organization_id
     WHERE b.state <> 'ready' OR EXISTS (
       SELECT FROM portrait.variants v WHERE v.blob_id = b.id AND v.key = o.key)`,
    [
      parsed.map(({ key }) => key),
      parsed.map(({ match }) => match?.[1]),
      parsed.map(({ match }) => match?.[2]),
    ],
  );
  return new Set(rows.map(({ key }) => key));
}
