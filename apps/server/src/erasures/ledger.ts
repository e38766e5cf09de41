/**
 * What was erased, kept in the object store and in no backup: whoever restores an older backup has it erased again
 * before anybody can ask for it. An entry is the name of an empty object; it holds ids only, never whose they were.
 * It tells whose everything went and when, not which: rows that had gone before are in older backups, too.
 *
 *   erasures/avatars/<avatar id>
 *   erasures/users/<user id>/<when>      every body of theirs until then, and the key
 *   erasures/entities/<entity id>/<when> every picture of theirs until then
 *   erasures/people/<user id>/<when>     what they are called by the application
 *
 * `when` is the database's clock under the lock of the erasure, in µs since 1970.
 */
import { type StorageDriver, StorageError } from '@likeness/storage';
import { sql } from 'drizzle-orm';
import type { ClientBase } from 'pg';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';

const PREFIX = 'erasures/';
const LIMITS = { write: 5_000, away: 30_000 };

export interface KeepLedger {
  bus: EventBus;
  db: Database;
  store: StorageDriver;
  /** ms that an entry may take, and that a store which failed is left alone */
  limits?: { write: number; away: number };
}

/**
 * Writes down every erasure that the outbox tells of. Twice is the same entry. Jobs wait behind in the outbox: while the
 * store is away an entry fails at once, and is written when the event is told again.
 */
export function keepLedger({ bus, db, store, limits = LIMITS }: KeepLedger): void {
  let awayUntil = 0;
  const write = async (key: string) => {
    if (performance.now() < awayUntil) throw new StorageError('unavailable', 'the store has failed just now');
    try {
      const signal = AbortSignal.timeout(limits.write);
      await store.put({ key: `${PREFIX}${key}`, body: Buffer.alloc(0), signal });
    } catch (error) {
      awayUntil = performance.now() + limits.away;
      throw error;
    }
  };
  bus.subscribe('avatar.deleted', async ({ payload }) => {
    if (payload.erased) await write(`avatars/${payload.avatarId}`);
  });
  bus.subscribe('bodies.erased', async ({ id, payload }) => {
    await write(`users/${payload.userId}/${await momentOf(db, id)}`);
  });
  bus.subscribe('person.erased', async ({ id, payload }) => {
    await write(`people/${payload.userId}/${await momentOf(db, id)}`);
  });
  bus.subscribe('portrait.erased', async ({ id, payload }) => {
    await write(`entities/${payload.entityId}/${await momentOf(db, id)}`);
  });
}

/** Of the erasure, in µs: there may be something new by now. */
async function momentOf(db: Database, eventId: string): Promise<string> {
  const { rows } = await db.execute<{ us: string }>(sql`
    SELECT (extract(epoch FROM created_at) * 1000000)::bigint AS us FROM shared.outbox WHERE id = ${eventId}`);
  if (rows[0] === undefined) throw new Error('an erasure that is told of is not in the outbox');
  return rows[0].us;
}

/**
 * Erases again what a restore has brought back, in the transaction of the restore. Rows that are left for it have the
 * first cleanup remove the objects.
 *
 * @param client at a level of the schema that may be an earlier one
 * @returns how many avatars and pictures went
 */
export async function replayLedger(client: ClientBase, store: StorageDriver): Promise<number> {
  const { rows } = await client.query(
    `SELECT FROM pg_tables WHERE schemaname = 'avatar' AND tablename = 'photos'`,
  );
  const hasBodies = rows.length > 0;
  let erased = 0;
  for (let cursor: string | undefined; ; ) {
    const page = await store.list({ prefix: PREFIX, ...(cursor !== undefined && { cursor }) });
    const entries = page.objects.map(({ key }) => key.slice(PREFIX.length).split('/'));
    const of = (kind: string) => entries.filter((entry) => entry[0] === kind);
    if (hasBodies) {
      erased += await eraseAvatars(client, 'a.id = e.id', of('avatars'));
      erased += await eraseAvatars(client, `a.user_id = e.id AND a.created_at <= ${MOMENT}`, of('users'));
      await eraseKeys(client, of('users'));
    }
    erased += await erasePictures(client, of('entities'));
    await forgetPeople(client, of('people'));
    cursor = page.cursor;
    if (cursor === undefined) return erased;
  }
}

const ENTRIES = 'unnest($1::uuid[], $2::float8[]) AS e (id, us)';
/** A double holds these exactly. */
const MOMENT = 'to_timestamp(e.us / 1000000)';

const columnsOf = (entries: string[][]) => [
  entries.map(([, id]) => id),
  entries.map(([, , moment]) => moment ?? null),
];

async function eraseAvatars(client: ClientBase, which: string, entries: string[][]): Promise<number> {
  if (entries.length === 0) return 0;
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT a.id FROM avatar.avatars a, ${ENTRIES} WHERE ${which}`,
    columnsOf(entries),
  );
  const ids = [rows.map(({ id }) => id)];
  await client.query(
    `UPDATE avatar.models SET state = 'replaced', changed_at = clock_timestamp() WHERE avatar_id = ANY($1::uuid[])`,
    ids,
  );
  await client.query(
    `UPDATE avatar.photos SET state = 'removing', keep_until = least(keep_until, clock_timestamp())
     WHERE avatar_id = ANY($1::uuid[])`,
    ids,
  );
  await client.query('DELETE FROM avatar.avatars WHERE id = ANY($1::uuid[])', ids);
  return rows.length;
}

/** With the photos that no avatar has. A key that seals what came later stays. */
async function eraseKeys(client: ClientBase, entries: string[][]): Promise<void> {
  if (entries.length === 0) return;
  await client.query(
    `UPDATE avatar.photos p SET state = 'removing', keep_until = least(keep_until, clock_timestamp())
     FROM ${ENTRIES} WHERE p.user_id = e.id AND p.avatar_id IS NULL AND p.uploaded_at <= ${MOMENT}`,
    columnsOf(entries),
  );
  await client.query(
    `DELETE FROM shared.user_keys k USING ${ENTRIES}
     WHERE k.user_id = e.id AND NOT EXISTS (SELECT FROM avatar.avatars a WHERE a.user_id = e.id)
       AND NOT EXISTS (SELECT FROM avatar.photos p WHERE p.user_id = e.id AND p.uploaded_at > ${MOMENT})`,
    columnsOf(entries),
  );
}

/** As `admin/forget-person.ts` does; a backup of an earlier version has no column for when, and none of version 0.1 shares. */
async function forgetPeople(client: ClientBase, entries: string[][]): Promise<void> {
  if (entries.length === 0) return;
  const { rows } = await client.query<{ marked: boolean; shares: boolean }>(
    `SELECT to_regclass('avatar.shares') IS NOT NULL AS shares, EXISTS (
       SELECT FROM information_schema.columns
       WHERE table_schema = 'shared' AND table_name = 'users' AND column_name = 'erased_at') AS marked`,
  );
  const marked = rows[0]?.marked ? ', erased_at = coalesce(erased_at, clock_timestamp())' : '';
  const ids = [entries.map(([, id]) => id)];
  await client.query(
    `UPDATE shared.users SET subject = 'erased:' || id, legacy_avatar_url = NULL${marked} WHERE id = ANY($1::uuid[])`,
    ids,
  );
  await client.query(`UPDATE shared.entities SET name = 'erased:' || id WHERE id = ANY($1::uuid[])`, ids);
  await client.query(
    'UPDATE shared.entities SET owner_id = NULL WHERE owner_id = ANY($1::uuid[]) AND owner_id <> id',
    ids,
  );
  if (rows[0]?.shares) await client.query('DELETE FROM avatar.shares WHERE user_id = ANY($1::uuid[])', ids);
  await client.query('DELETE FROM shared.idempotency_keys WHERE user_id = ANY($1::uuid[])', ids);
}

async function erasePictures(client: ClientBase, entries: string[][]): Promise<number> {
  if (entries.length === 0) return 0;
  const { rows } = await client.query<{ blob_id: string }>(
    `WITH gone AS (
       DELETE FROM portrait.portraits p USING ${ENTRIES}
       WHERE p.entity_id = e.id AND p.created_at <= ${MOMENT}
       RETURNING p.blob_id, p.organization_id, p.ended_at IS NULL AS shown),
     counted AS (
       INSERT INTO portrait.statistic_deltas (organization_id, name, delta)
       SELECT organization_id, 'portraits', -count(*) FROM gone WHERE shown GROUP BY organization_id)
     SELECT blob_id FROM gone`,
    columnsOf(entries),
  );
  await client.query(
    `INSERT INTO portrait.cleanup_queue (blob_id, reason, immediate)
     SELECT DISTINCT id, 'erased', true FROM unnest($1::uuid[]) AS id
     ON CONFLICT (blob_id) DO UPDATE SET reason = excluded.reason, immediate = true`,
    [rows.map(({ blob_id }) => blob_id)],
  );
  return rows.length;
}
