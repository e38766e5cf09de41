import { randomBytes } from 'node:crypto';
import type { Pool, QueryResultRow } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { FOLD_LOCK } from './advisory-locks.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ pool } = database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await pool.query(
    `TRUNCATE shared.organizations, portrait.statistic_deltas, portrait.statistic_totals CASCADE`,
  );
});

async function one<T extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<T> {
  const { rows } = await pool.query<T>(sql, values);
  if (rows[0] === undefined) throw new Error(`no row: ${sql}`);
  return rows[0];
}

async function organization(slug = 'default'): Promise<string> {
  return (
    await one<{ id: string }>(`INSERT INTO shared.organizations (slug) VALUES ($1) RETURNING id`, [slug])
  ).id;
}

/** A ready picture with two variants of 100 and 20 bytes. */
async function picture(organizationId: string, state = 'ready'): Promise<string> {
  const { id } = await one<{ id: string }>(
    `INSERT INTO portrait.blobs (organization_id, sha256, preset, crop, render_version, storage_id, state, upload_size, source_format)
     VALUES ($1, $2, 'enterprise', '', 1, nextval('portrait.storage_ids'), $3, 500, 'jpeg') RETURNING id`,
    [organizationId, randomBytes(32), state],
  );
  await pool.query(
    `INSERT INTO portrait.variants (blob_id, name, format, key, bytes, width, height, sha256)
     VALUES ($1, 'original', 'jpeg', $2 || '/o', 100, 8, 8, '\\x00'), ($1, 'small', 'jpeg', $2 || '/s', 20, 4, 4, '\\x00')`,
    [id, id],
  );
  return id;
}

async function portraitOf(
  organizationId: string,
  subject: string,
  blobId: string,
  ended = false,
): Promise<void> {
  const user = await one<{ id: string }>(
    `INSERT INTO shared.users (organization_id, issuer, subject) VALUES ($1, 'likeness', $2)
     ON CONFLICT ON CONSTRAINT users_identity DO UPDATE SET subject = excluded.subject RETURNING id`,
    [organizationId, subject],
  );
  await pool.query(
    `INSERT INTO shared.entities (id, organization_id, type, name) VALUES ($1, $2, 'user', $3) ON CONFLICT DO NOTHING`,
    [user.id, organizationId, subject],
  );
  await pool.query(
    `INSERT INTO portrait.portraits (organization_id, entity_id, blob_id, ended_at, ended_by)
     VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END, CASE WHEN $4 THEN 'replaced' END)`,
    [organizationId, user.id, blobId, ended],
  );
}

const delta = (organizationId: string, name: string, value: number) =>
  pool.query(`INSERT INTO portrait.statistic_deltas (organization_id, name, delta) VALUES ($1, $2, $3)`, [
    organizationId,
    name,
    value,
  ]);

const stats = () => one(`SELECT * FROM get_avatar_system_stats()`);
const schedule = (avatar: string) =>
  one<{ done: boolean }>(`SELECT schedule_avatar_cleanup($1) AS done`, [avatar]);

describe('statistics', () => {
  test('are totals plus what is not folded, the same before and after folding', async () => {
    const [a, b] = [await organization('a'), await organization('b')];
    for (const [id, name, value] of [
      [a, 'portraits', 3],
      [a, 'pictures', 1],
      [a, 'bytes', 120],
      [b, 'portraits', 1],
      [b, 'pictures', 1],
      [b, 'bytes', 7],
      [a, 'portraits', -1],
    ] as const) {
      await delta(id, name, value);
    }
    await pool.query(`INSERT INTO portrait.cleanup_queue (blob_id, reason) VALUES ($1, 'x')`, [
      await picture(b),
    ]);
    const expected = { total_avatars: '3', total_size: '127', duplicate_count: '1', pending_cleanup: '1' };
    const expectedOfA = { total_avatars: '2', total_size: '120', duplicate_count: '1', pending_cleanup: '0' };
    expect(await stats()).toEqual(expected);
    for (const folded of [4, 3, 0]) {
      expect(await one(`SELECT portrait.fold_statistics(4) AS folded`)).toEqual({ folded });
      expect(await stats()).toEqual(expected);
      expect(await one(`SELECT * FROM portrait.organization_stats($1)`, [a])).toEqual(expectedOfA);
    }
    expect(await one(`SELECT count(*)::int FROM portrait.statistic_deltas`)).toEqual({ count: 0 });
  });

  test('never show a count twice or not at all while several fold and write', async () => {
    const id = await organization();
    const writers = 4;
    const rounds = 60;
    const progress = { writersDone: 0 };
    // Every write keeps portraits and bytes equal, so any reader must see them equal.
    const write = async () => {
      for (let round = 0; round < rounds; round += 1) {
        await pool.query(
          `INSERT INTO portrait.statistic_deltas (organization_id, name, delta) VALUES ($1, 'portraits', 1), ($1, 'bytes', 1)`,
          [id],
        );
      }
      progress.writersDone += 1;
    };
    const fold = async () => {
      while (progress.writersDone < writers) await pool.query(`SELECT portrait.fold_statistics(50)`);
    };
    let last = 0;
    const read = async () => {
      while (progress.writersDone < writers) {
        const now = await one<{ total_avatars: string; total_size: string }>(
          `SELECT * FROM portrait.statistics()`,
        );
        expect(now.total_size).toBe(now.total_avatars);
        expect(Number(now.total_avatars)).toBeGreaterThanOrEqual(last);
        last = Number(now.total_avatars);
      }
    };
    await Promise.all([...Array.from({ length: writers }, write), fold(), fold(), read()]);
    expect((await stats()).total_avatars).toBe(String(writers * rounds));
  });

  test('folding takes the lock that advisory-locks.ts names', async () => {
    const id = await organization();
    await delta(id, 'portraits', 1);
    const other = await pool.connect();
    await other.query('SELECT pg_advisory_lock($1)', [String(FOLD_LOCK)]);
    expect(await one(`SELECT portrait.fold_statistics() AS folded`)).toEqual({ folded: 0 });
    await other.query('SELECT pg_advisory_unlock($1)', [String(FOLD_LOCK)]);
    other.release();
    expect(await one(`SELECT portrait.fold_statistics() AS folded`)).toEqual({ folded: 1 });
  });
});

test('find_duplicate_avatars lists pictures with more than one current portrait', async () => {
  const id = await organization();
  const [shared, single] = [await picture(id), await picture(id)];
  for (const name of ['ann', 'bob', 'cid']) await portraitOf(id, name, shared);
  await portraitOf(id, 'dan', single);
  await portraitOf(id, 'ann', single, true);
  const { rows } = await pool.query(
    `SELECT avatar_id, reference_count, file_size, bytes_saved, length(file_hash) FROM find_duplicate_avatars()`,
  );
  expect(rows).toEqual([
    { avatar_id: shared, reference_count: '3', file_size: '120', bytes_saved: '240', length: 64 },
  ]);
});

test('schedule_avatar_cleanup queues what nobody refers to, and only that', async () => {
  const id = await organization();
  const [free, current, past, pending] = [
    await picture(id),
    await picture(id),
    await picture(id),
    await picture(id, 'pending'),
  ];
  await portraitOf(id, 'ann', current);
  await portraitOf(id, 'ann', past, true);
  for (const kept of [current, past, pending, '00000000-0000-4000-8000-000000000000']) {
    expect(await schedule(kept)).toEqual({ done: false });
  }
  await pool.query(`INSERT INTO portrait.cleanup_queue (blob_id, reason) VALUES ($1, 'unreferenced')`, [
    free,
  ]);
  expect(await schedule(free)).toEqual({ done: true });
  expect((await pool.query(`SELECT avatar_id, status, immediate FROM avatar_cleanup_queue`)).rows).toEqual([
    { avatar_id: free, status: 'pending', immediate: true },
  ]);
});

test('the troubleshooting queries of spec 1 run as they are', async () => {
  const id = await organization();
  const [free, used] = [await picture(id), await picture(id)];
  await portraitOf(id, 'ann', used);
  const manual = await pool.query(`SELECT schedule_avatar_cleanup(avatar_id) FROM avatar_files
 WHERE id NOT IN (SELECT avatar_id FROM users WHERE avatar_id IS NOT NULL);`);
  expect(manual.rows).toEqual([{ schedule_avatar_cleanup: true }]);
  const status = await pool.query(`SELECT status, COUNT(*) FROM avatar_cleanup_queue GROUP BY status;`);
  expect(status.rows).toEqual([{ status: 'pending', count: '1' }]);
  expect(
    await one(
      `SELECT id, file_size, original_size, mime_type, reference_count FROM avatar_files WHERE id = $1`,
      [used],
    ),
  ).toEqual({
    id: used,
    file_size: '120',
    original_size: '500',
    mime_type: 'image/jpeg',
    reference_count: 1,
  });
  expect(await one(`SELECT reference_count FROM avatar_files WHERE id = $1`, [free])).toEqual({
    reference_count: 0,
  });
});

describe('users', () => {
  test('takes legacy addresses, which a picture takes the place of', async () => {
    await pool.query(
      `INSERT INTO users (id, avatar_url) VALUES ('ann', 'https://old.example/ann.jpg'), ('bob', 'https://old.example/bob.jpg')`,
    );
    await pool.query(`INSERT INTO users (id, avatar_url) VALUES ('bob', 'https://old.example/bob2.jpg')`);
    await pool.query(`INSERT INTO users (id) VALUES ('cid')`);
    expect(await one(`SELECT migrate_existing_avatars() AS count`)).toEqual({ count: '2' });
    const { id } = await one<{ id: string }>(`SELECT id FROM shared.organizations WHERE slug = 'default'`);
    const avatar = await picture(id);
    await portraitOf(id, 'ann', avatar);
    expect((await pool.query(`SELECT id, avatar_id, avatar_url FROM users ORDER BY id`)).rows).toEqual([
      { id: 'ann', avatar_id: avatar, avatar_url: `/avatars/${avatar}/original.jpg` },
      { id: 'bob', avatar_id: null, avatar_url: 'https://old.example/bob2.jpg' },
      { id: 'cid', avatar_id: null, avatar_url: null },
    ]);
    expect(await one(`SELECT migrate_existing_avatars() AS count`)).toEqual({ count: '1' });
    await pool.query(`UPDATE users SET avatar_url = NULL WHERE id = 'bob'`);
    expect(await one(`SELECT migrate_existing_avatars() AS count`)).toEqual({ count: '0' });
  });

  test('refuses to write pictures', async () => {
    await pool.query(`INSERT INTO users (id) VALUES ('ann')`);
    const avatar = '00000000-0000-4000-8000-000000000000';
    await expect(
      pool.query(`INSERT INTO users (id, avatar_id) VALUES ('bob', $1)`, [avatar]),
    ).rejects.toThrow(/uploads/);
    await expect(pool.query(`UPDATE users SET avatar_id = $1`, [avatar])).rejects.toThrow(/uploads/);
    await expect(pool.query(`INSERT INTO users (avatar_url) VALUES ('https://x.example')`)).rejects.toThrow(
      /needs an id/,
    );
  });
});
