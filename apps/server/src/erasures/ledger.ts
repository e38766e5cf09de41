/**
 * What was erased, kept in the object store and in no backup: whoever restores an older backup has it erased again
 * before anybody can ask for it. An entry is the name of an empty object; it holds ids only, never whose they were.
 *
 *   erasures/avatars/<avatar id>
 *   erasures/portraits/<entity id>/<picture id>/<when, in ms>
 */
import type { StorageDriver } from '@likeness/storage';
import { sql } from 'drizzle-orm';
import type { ClientBase } from 'pg';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';

const PREFIX = 'erasures/';

/** Writes down every erasure that the outbox tells of. Twice is the same entry. */
export function keepLedger({ bus, db, store }: { bus: EventBus; db: Database; store: StorageDriver }): void {
  const write = (key: string) => store.put({ key: `${PREFIX}${key}`, body: Buffer.alloc(0) });
  bus.subscribe('avatar.deleted', async ({ payload }) => {
    if (payload.erased) await write(`avatars/${payload.avatarId}`);
  });
  bus.subscribe('portrait.erased', async ({ id, payload }) => {
    // of the erasure: the same picture may have been uploaded again by now
    const { rows } = await db.execute<{ ms: string }>(
      sql`SELECT ceil(extract(epoch FROM created_at) * 1000)::bigint AS ms FROM shared.outbox WHERE id = ${id}`,
    );
    const when = rows[0]?.ms ?? String(Date.now());
    for (const avatarId of payload.avatarIds)
      await write(`portraits/${payload.entityId}/${avatarId}/${when}`);
  });
}

/**
 * Erases again what a restore has brought back, in the transaction of the restore. Rows that are left for it have the
 * first cleanup remove the objects.
 *
 * @param client at a level of the schema that may be an earlier one
 * @returns how many avatars and pictures went
 */
export async function replayLedger(client: ClientBase, store: StorageDriver): Promise<number> {
  let erased = 0;
  for (let cursor: string | undefined; ; ) {
    const page = await store.list({ prefix: PREFIX, ...(cursor !== undefined && { cursor }) });
    const entries = page.objects.map(({ key }) => key.slice(PREFIX.length).split('/'));
    erased += await eraseAvatars(
      client,
      entries.filter(([kind]) => kind === 'avatars').map(([, id = '']) => id),
    );
    erased += await erasePictures(
      client,
      entries.filter(([kind]) => kind === 'portraits'),
    );
    cursor = page.cursor;
    if (cursor === undefined) return erased;
  }
}

async function eraseAvatars(client: ClientBase, ids: string[]): Promise<number> {
  const { rows } = await client.query(
    `SELECT FROM pg_tables WHERE schemaname = 'avatar' AND tablename = 'photos'`,
  );
  if (ids.length === 0 || rows.length === 0) return 0;
  await client.query(
    `UPDATE avatar.models SET state = 'replaced', changed_at = clock_timestamp() WHERE avatar_id = ANY($1::uuid[])`,
    [ids],
  );
  await client.query(
    `UPDATE avatar.photos SET state = 'removing', keep_until = least(keep_until, clock_timestamp())
     WHERE avatar_id = ANY($1::uuid[])`,
    [ids],
  );
  const gone = await client.query<{ user_id: string }>(
    'DELETE FROM avatar.avatars WHERE id = ANY($1::uuid[]) RETURNING user_id',
    [ids],
  );
  await client.query(
    `DELETE FROM shared.user_keys k WHERE user_id = ANY($1::uuid[])
       AND NOT EXISTS (SELECT FROM avatar.avatars a WHERE a.user_id = k.user_id)`,
    [gone.rows.map(({ user_id }) => user_id)],
  );
  return gone.rowCount ?? 0;
}

async function erasePictures(client: ClientBase, entries: string[][]): Promise<number> {
  if (entries.length === 0) return 0;
  const { rows } = await client.query<{ blob_id: string }>(
    `WITH gone AS (
       DELETE FROM portrait.portraits p
       USING unnest($1::uuid[], $2::uuid[], $3::float8[]) AS e (entity_id, blob_id, ms)
       WHERE p.entity_id = e.entity_id AND p.blob_id = e.blob_id AND p.created_at <= to_timestamp(e.ms / 1000)
       RETURNING p.blob_id, p.organization_id, p.ended_at IS NULL AS shown),
     counted AS (
       INSERT INTO portrait.statistic_deltas (organization_id, name, delta)
       SELECT organization_id, 'portraits', -count(*) FROM gone WHERE shown GROUP BY organization_id)
     SELECT blob_id FROM gone`,
    [1, 2, 3].map((part) => entries.map((entry) => entry[part])),
  );
  await client.query(
    `INSERT INTO portrait.cleanup_queue (blob_id, reason, immediate)
     SELECT DISTINCT id, 'erased', true FROM unnest($1::uuid[]) AS id
     ON CONFLICT (blob_id) DO UPDATE SET reason = excluded.reason, immediate = true`,
    [rows.map(({ blob_id }) => blob_id)],
  );
  return rows.length;
}
