import { sql } from 'drizzle-orm';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentities } from '../auth/identities.ts';
import { forgetExpired } from '../cleanup/forget-expired.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { type Answer, idempotencyKeyOf, idempotent } from './idempotency.ts';

let database: TestDatabase;
let userId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  const claims = {
    issuer: 'likeness',
    subject: 'alice',
    organization: 'default',
    role: 'user',
    permissions: [],
  } as const;
  ({ userId } = await createIdentities(database.db).resolve({ ...claims, permissions: [] }));
});
afterAll(() => database.drop());

let used = 0;
const freshKey = () => `key-${++used}`;
const run = <T>(key: string | undefined, fingerprint: string, work: () => Promise<Answer<T>>) =>
  idempotent(database.db, { userId, route: 'POST /x', key, fingerprint }, work);
const made = (body: unknown) => async () => ({ status: 201, body });
/** As if the key had been claimed or answered that much earlier. */
const age = (key: string, interval: string) =>
  database.pool.query('UPDATE shared.idempotency_keys SET created_at = now() - $2::interval WHERE key = $1', [
    key,
    interval,
  ]);

/** Work that has begun and ends when told to. */
function held<T>(answer: Answer<T>) {
  let finish: () => void = () => {};
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const end = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const work = async () => {
    begin();
    await end;
    return answer;
  };
  return { begun, finish: () => finish(), work };
}

describe('idempotent', () => {
  it('gives a repeat the first answer', async () => {
    const key = freshKey();
    const first = await run(key, 'a', made({ id: 1, nested: { list: [1, null, 'x'] } }));
    const again = await run(key, 'a', made({ id: 2 }));
    expect(first).toEqual({
      status: 201,
      body: { id: 1, nested: { list: [1, null, 'x'] } },
      replayed: false,
    });
    expect(again).toEqual({ ...first, replayed: true });
  });

  it('runs every time without a key, and apart for another user, route or key', async () => {
    for (const id of [1, 2])
      expect(await run(undefined, 'a', made({ id }))).toMatchObject({ body: { id }, replayed: false });
    const key = freshKey();
    await run(key, 'a', made({ id: 1 }));
    const elsewhere = { userId, route: 'POST /y', key, fingerprint: 'b' };
    expect(await idempotent(database.db, elsewhere, made({ id: 2 }))).toMatchObject({ replayed: false });
  });

  it('refuses the key for something else', async () => {
    const key = freshKey();
    await run(key, 'a', made({}));
    await expect(run(key, 'b', made({}))).rejects.toMatchObject({
      code: 'idempotency_key_reused',
      status: 422,
    });
  });

  it('of many at once one works; the others are told to wait, or get its answer', async () => {
    const key = freshKey();
    let runs = 0;
    const first = held({ status: 201, body: { id: 1 } });
    const running = run(key, 'a', () => {
      runs += 1;
      return first.work();
    });
    await first.begun;
    const others = await Promise.allSettled(Array.from({ length: 20 }, () => run(key, 'a', made({ id: 2 }))));
    for (const other of others)
      expect(other).toMatchObject({ reason: { code: 'request_in_progress', status: 409 } });
    first.finish();
    expect(await running).toMatchObject({ replayed: false });
    expect(await run(key, 'a', made({ id: 3 }))).toMatchObject({ body: { id: 1 }, replayed: true });
    expect(runs).toBe(1);
  });

  it('frees the key when the work fails', async () => {
    const key = freshKey();
    await expect(run(key, 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await run(key, 'b', made({ id: 1 }))).toMatchObject({ replayed: false });
  });

  it('takes over what a crash left behind after 60 s, and the late first cannot overwrite it', async () => {
    const key = freshKey();
    const late = held({ status: 201, body: { id: 'late' } });
    const first = run(key, 'a', late.work);
    await late.begun;
    await age(key, '59 seconds');
    await expect(run(key, 'a', made({}))).rejects.toMatchObject({ code: 'request_in_progress' });
    await age(key, '61 seconds');
    expect(await run(key, 'a', made({ id: 'second' }))).toMatchObject({ replayed: false });
    late.finish();
    expect((await first).body).toEqual({ id: 'late' });
    expect(await run(key, 'a', made({}))).toMatchObject({ body: { id: 'second' }, replayed: true });
  });

  it('keeps an answer for a day', async () => {
    const [kept, old] = [freshKey(), freshKey()];
    for (const key of [kept, old]) await run(key, 'a', made({ id: 1 }));
    await age(kept, '23 hours');
    await age(old, '25 hours');
    expect(await run(kept, 'a', made({ id: 2 }))).toMatchObject({ replayed: true });
    expect(await run(old, 'b', made({ id: 2 }))).toMatchObject({ replayed: false });
    await age(old, '25 hours');
    await forgetExpired(database.db);
    const { rows } = await database.db.execute<{ key: string }>(sql`SELECT key FROM shared.idempotency_keys`);
    expect(rows.map((row) => row.key)).toContain(kept);
    expect(rows.map((row) => row.key)).not.toContain(old);
  });
});

describe('idempotencyKeyOf', () => {
  const keyOf = (key: string | undefined) =>
    idempotencyKeyOf({ headers: { 'idempotency-key': key } } as unknown as FastifyRequest);

  it.each([undefined, 'a', 'a b', '~'.repeat(255)])('takes %s', (key) => expect(keyOf(key)).toBe(key));
  it.each(['', 'x'.repeat(256), 'a\nb', 'é', '\u007f', ' a'])('refuses %j', (key) => {
    expect(() => keyOf(key)).toThrow('1 to 255 printable');
  });
});
