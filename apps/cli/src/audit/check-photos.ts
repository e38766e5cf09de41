import type { ListedObject } from '@likeness/storage';
import type { AuditContext } from './audit-context.ts';
import { type CheckReport, Findings } from './findings.ts';
import { readObject } from './read-object.ts';
import { settle } from './settle.ts';

const PAGE = 500;

interface Photo {
  key: string;
  bytes: string;
  sha256: string;
}

/** Photos of bodies: those that are kept read back sealed, none is kept beyond its time, and nothing else lies about. */
export async function checkPhotos(context: AuditContext): Promise<CheckReport[]> {
  const { rows } = await context.pool.query(
    `SELECT FROM information_schema.columns
     WHERE table_schema = 'avatar' AND table_name = 'photos' AND column_name = 'keep_until'`,
  );
  if (rows.length === 0) return [];
  return [await checkKept(context), await checkOverdue(context), await checkObjects(context)];
}

async function checkKept(context: AuditContext): Promise<CheckReport> {
  const findings = new Findings('photos read back sealed, as recorded', ['I2', 'I5']);
  for (let after = ''; ; ) {
    context.signal?.throwIfAborted();
    const rows = await keptPhotos(context, 'original_key > $1', after);
    findings.examined(rows.length);
    const still = async (left: Photo[]) =>
      faulty(
        context,
        await keptPhotos(
          context,
          'original_key = ANY($1)',
          left.map(({ key }) => key),
        ),
      );
    for (const row of await settle(await faulty(context, rows), context.settle, still)) {
      findings.breach(row.key, (await faultOf(context, row)) ?? 'it could not be read a moment ago');
    }
    const last = rows.at(-1);
    if (last === undefined) return findings.report();
    after = last.key;
  }
}

async function keptPhotos({ pool }: AuditContext, which: string, value: unknown): Promise<Photo[]> {
  const { rows } = await pool.query<Photo>(
    `SELECT original_key AS key, file_size::text AS bytes, encode(sha256, 'hex') AS sha256 FROM avatar.photos
     WHERE state = 'stored' AND avatar_id IS NOT NULL AND ${which} ORDER BY original_key LIMIT ${PAGE}`,
    [value],
  );
  return rows;
}

async function faulty(context: AuditContext, photos: Photo[]): Promise<Photo[]> {
  const wrong: Photo[] = [];
  for (const photo of photos) if ((await faultOf(context, photo)) !== undefined) wrong.push(photo);
  return wrong;
}

async function faultOf({ store, signal }: AuditContext, row: Photo): Promise<string | undefined> {
  const read = await readObject(store, row.key, signal);
  if (!read.found) return read.why;
  if (read.format !== undefined) return 'the object is not sealed';
  if (String(read.size) !== row.bytes || read.sha256 !== row.sha256) return 'the object is another one';
  return undefined;
}

/** One that a job has yet to read may stay; one that was deleted may not. */
async function checkOverdue({ pool, grace }: AuditContext): Promise<CheckReport> {
  const findings = new Findings('photos go when their time is over', ['I4']);
  const { rows } = await pool.query<{ id: string; hours: number; overdue: boolean }>(
    `SELECT id, (extract(epoch FROM now() - keep_until) / 3600)::int AS hours,
       (keep_until < now() - $1 * interval '1 ms' AND (state = 'removing' OR NOT EXISTS (
         SELECT FROM avatar.processing_jobs j WHERE j.avatar_id = p.avatar_id AND p.processed_at IS NULL
           AND j.job_type = 'avatar:process-photos' AND j.status IN ('queued', 'processing')))) AS overdue
     FROM avatar.photos p WHERE state <> 'deleted'`,
    [grace],
  );
  findings.examined(rows.length);
  for (const { id, hours, overdue } of rows) {
    if (overdue) findings.breach(id, `the photo should have gone ${hours} hours ago`);
  }
  return findings.report();
}

async function checkObjects(context: AuditContext): Promise<CheckReport> {
  const findings = new Findings('objects of photos have a row', ['I4']);
  let cursor: string | undefined;
  do {
    const page = await context.store.list({ prefix: 'photos/', ...(cursor === undefined ? {} : { cursor }) });
    cursor = page.cursor;
    findings.examined(page.objects.length);
    const orphans = await orphansAmong(context, page.objects);
    const isOld = ({ modifiedAt }: ListedObject) => Date.now() - modifiedAt.getTime() >= context.grace;
    for (const { key } of orphans.filter((object) => !isOld(object))) {
      findings.note(key, 'no row speaks of the object');
    }
    const look = (left: ListedObject[]) => orphansAmong(context, left);
    for (const { key } of await settle(orphans.filter(isOld), context.settle, look)) {
      findings.breach(key, 'no row speaks of the object');
    }
  } while (cursor !== undefined);
  return findings.report();
}

async function orphansAmong({ pool, store }: AuditContext, objects: ListedObject[]): Promise<ListedObject[]> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT original_key AS key FROM avatar.photos WHERE original_key = ANY($1) AND state <> 'deleted'`,
    [objects.map(({ key }) => key)],
  );
  const known = new Set(rows.map(({ key }) => key));
  const orphans: ListedObject[] = [];
  for (const object of objects) {
    if (!known.has(object.key) && (await store.exists({ key: object.key }))) orphans.push(object);
  }
  return orphans;
}
