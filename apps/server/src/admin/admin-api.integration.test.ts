import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendPicture } from '../testing/send-picture.ts';
import { createTestBodies, type TestBodies } from '../testing/test-bodies.ts';

const ADMIN = '/api/v1/admin';

let test: TestBodies;
let boss: { authorization: string };
let elsewhere: { authorization: string };
beforeAll(async () => {
  test = await createTestBodies();
  boss = await test.as({ userId: 'boss', role: 'admin' });
  elsewhere = await test.as({ userId: 'other-boss', role: 'admin', organization: 'acme' });
});
afterAll(() => test.close());

const get = async (who: { authorization: string }, path: string) =>
  (await test.call(who, 'GET', `${ADMIN}/${path}`)).json();

describe('an empty installation', () => {
  it('has numbers, days and lists without anything in them', async () => {
    const today = () => new Date().toISOString().slice(0, 10);
    const began = today();
    const { now, days } = (await get(boss, 'statistics?days=7')).data;
    expect(now).toEqual({
      totalAvatars: 0,
      totalSize: 0,
      duplicateCount: 0,
      savedBytes: 0,
      pendingCleanup: 0,
      bodies: 0,
      people: 1,
    });
    expect(days).toHaveLength(7);
    const none = { uploads: 0, duplicates: 0, storedBytes: 0, savedBytes: 0, bodies: 0 };
    expect(days.at(-1)).toEqual({ day: expect.any(String), ...none });
    // midnight may have passed
    expect([began, today()]).toContain(days.at(-1).day);
    expect(await get(boss, 'duplicates')).toEqual({ data: [], cursor: null });
    expect(await get(boss, 'cleanup')).toEqual({ data: [], total: 0, cursor: null });
    expect(await get(boss, 'audit')).toEqual({ data: [], cursor: null });
    expect((await get(boss, 'people')).data).toMatchObject([{ userId: 'boss', portraits: 0, bodies: 0 }]);
  });
});

describe('with pictures in two organizations', () => {
  let shared: string;
  beforeAll(async () => {
    shared = await sendPicture(test, await test.as({ userId: 'ann' }), 1);
    expect(await sendPicture(test, await test.as({ userId: 'bob' }), 1)).toBe(shared);
    await sendPicture(test, await test.as({ userId: 'cem' }), 2);
    await sendPicture(test, await test.as({ userId: 'ann', organization: 'acme' }), 1);
    await test.ready('ann');
  });

  it('counts days and savings, folded or not', async () => {
    // two days, as midnight may pass meanwhile
    const counted = async (who: { authorization: string }) => {
      const { now, days } = (await get(who, 'statistics?days=2')).data;
      const sum = (key: string) =>
        days.reduce((all: number, day: Record<string, number>) => all + (day[key] ?? 0), 0);
      const keys = ['uploads', 'duplicates', 'storedBytes', 'savedBytes', 'bodies'];
      return { now, days: Object.fromEntries(keys.map((key) => [key, sum(key)])) };
    };
    const before = await counted(boss);
    expect(before.now).toMatchObject({ totalAvatars: 3, duplicateCount: 1, bodies: 1, people: 4 });
    expect(before.days).toMatchObject({ uploads: 3, duplicates: 1, bodies: 1 });
    expect(before.days.storedBytes).toBe(before.now.totalSize);
    expect(before.days.savedBytes).toBeGreaterThan(0);
    expect(before.now.savedBytes).toBe(before.days.savedBytes);
    const { foldStatistics } = await import('../portraits/statistics.ts');
    await foldStatistics(test.services.database.db);
    expect(await counted(boss)).toEqual(before);
    expect(await counted(elsewhere)).toMatchObject({
      now: { totalAvatars: 1, duplicateCount: 0, savedBytes: 0, people: 2 },
      days: { uploads: 1, duplicates: 0, bodies: 0 },
    });
    const all = await test.as({ userId: 'root', role: 'admin', permissions: ['system'] });
    expect((await get(all, 'statistics?days=1')).data.now).toMatchObject({ totalAvatars: 4, people: 7 });
  });

  it('lists what is shared', async () => {
    const { data } = await get(boss, 'duplicates');
    expect(data).toMatchObject([{ avatarId: shared, users: 2 }]);
    expect(data[0].savedBytes).toBe(data[0].bytes);
    expect((await get(elsewhere, 'duplicates')).data).toEqual([]);
  });

  it('lists people page by page, each once', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get(boss, `people?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map(({ userId }: { userId: string }) => userId));
      cursor = page.cursor;
    }
    expect(seen.toSorted()).toEqual(['ann', 'bob', 'boss', 'cem', 'root']);
    expect((await get(boss, 'people?q=AN')).data).toMatchObject([{ userId: 'ann', portraits: 1, bodies: 1 }]);
    expect((await get(boss, 'people?q=nobody')).data).toEqual([]);
  });

  it('searches the audit log of one organization', async () => {
    const actionsOf = async (who: { authorization: string }, query: string) =>
      (await get(who, `audit?${query}`)).data.map(({ action }: { action: string }) => action);
    const uploaded = 'portrait.uploaded';
    expect(await actionsOf(boss, 'action=portrait')).toEqual([uploaded, uploaded, uploaded]);
    expect(await actionsOf(elsewhere, '')).toEqual([uploaded]);
    expect(await actionsOf(boss, 'actor=bob')).toEqual([uploaded]);
    expect(await actionsOf(boss, 'q=AVATAR.CREATED')).toEqual(['avatar.created']);
    const [entry] = (await get(boss, 'audit?actor=bob')).data;
    expect(entry).toMatchObject({
      actor: { userId: 'bob' },
      subject: entry.actor.id,
      details: { avatarId: shared },
    });
    expect(await actionsOf(boss, `q=${entry.requestId}`)).toEqual([uploaded]);
    expect(await actionsOf(boss, `actor=${entry.actor.id}&from=${entry.at}`)).toEqual([uploaded]);
    expect(
      await actionsOf(boss, `from=${entry.at.slice(0, 10)}&to=${entry.at.slice(0, 10)}&actor=bob`),
    ).toEqual([uploaded]);
    expect(await actionsOf(boss, 'to=2020-01-01')).toEqual([]);
    const first = await get(boss, 'audit?limit=1');
    const second = await get(boss, `audit?limit=1&cursor=${first.cursor}`);
    expect(BigInt(second.data[0].id)).toBeLessThan(BigInt(first.data[0].id));
  });

  it('tells of every engine that is asked, and of the queue', async () => {
    // an engine that is slow for once is asked again
    const asked = async () => (await get(boss, 'engines')).data;
    await expect.poll(asked, { timeout: 20_000 }).toMatchObject({
      status: 'ok',
      engines: [
        { name: 'database', kind: 'postgresql', state: 'ok', latencyMs: expect.any(Number) },
        { name: 'storage', state: 'ok', latencyMs: expect.any(Number) },
        { name: 'queue', state: 'ok', detail: '0 waiting, 0 at work.' },
      ],
    });
  });

  it('tells of an engine that is down, in a sentence that names no host', async () => {
    const { checks } = test.services;
    const broken = { name: 'replica', needed: false, check: () => Promise.reject(new Error('db7.internal')) };
    checks.push(broken);
    try {
      await expect
        .poll(async () => (await get(boss, 'engines')).data.status, { timeout: 10_000 })
        .toBe('degraded');
      const { engines } = (await get(boss, 'engines')).data;
      expect(engines[2]).toMatchObject({ name: 'replica', kind: 'postgresql', state: 'degraded' });
      expect(JSON.stringify(engines)).not.toContain('db7');
    } finally {
      checks.splice(checks.indexOf(broken), 1);
    }
  });

  it('says what waits for the cleanup, and until when', async () => {
    const url = '/api/v1/users/me/avatar';
    const cem = await test.as({ userId: 'cem' });
    expect((await test.call(cem, 'DELETE', `${url}?erase=false`)).statusCode).toBeLessThan(300);
    const { pool } = test.services.database;
    await pool.query(
      `INSERT INTO portrait.cleanup_queue (blob_id, reason) SELECT id, 'unreferenced' FROM portrait.blobs`,
    );
    const page = await get(boss, 'cleanup?limit=1');
    expect(page).toMatchObject({ total: 2, data: [{ reason: 'unreferenced' }] });
    expect(Date.parse(page.data[0].dueAt)).toBeGreaterThan(Date.parse(page.data[0].queuedAt));
    expect(page.data[0].bytes).toBeGreaterThan(0);
    const next = await get(boss, `cleanup?limit=1&cursor=${page.cursor}`);
    expect(next.cursor).toBeNull();
    expect(next.data[0].avatarId).not.toBe(page.data[0].avatarId);
    expect((await get(elsewhere, 'cleanup')).total).toBe(1);
    await pool.query('DELETE FROM portrait.cleanup_queue');
  });
});

it('answers an admin who is known even while the database is away', async () => {
  const alone = await createTestBodies();
  try {
    const admin = await alone.as({ userId: 'boss', role: 'admin' });
    expect((await alone.call(admin, 'GET', `${ADMIN}/people`)).statusCode).toBe(200);
    await alone.services.database.close();
    const asked = async () => (await alone.call(admin, 'GET', `${ADMIN}/engines`)).json().data;
    await expect.poll(asked, { timeout: 20_000 }).toMatchObject({
      status: 'down',
      engines: [
        { name: 'database', state: 'down' },
        { name: 'storage', state: 'ok' },
        { name: 'queue', state: 'down', latencyMs: null },
      ],
    });
    expect((await alone.call(admin, 'GET', `${ADMIN}/people`)).json().code).toBe('database_unavailable');
  } finally {
    await alone.close();
  }
});

it('lets nobody keep an answer, whichever route it is of', async () => {
  const { paths } = test.app.swagger() as { paths: Record<string, Record<string, unknown>> };
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith(`${ADMIN}/`))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method, path })));
  expect(routes.length).toBeGreaterThanOrEqual(8);
  for (const { method, path } of routes) {
    const url = path.replace('{id}', '00000000-0000-4000-8000-000000000000');
    for (const who of [boss, {}]) {
      const answer = await test.call(who, method.toUpperCase() as 'GET', url);
      expect([path, answer.headers['cache-control']]).toEqual([path, 'private, no-store']);
    }
  }
});

const uuidCursor = Buffer.from('1.00000000-0000-4000-8000-000000000000').toString('base64url');
const numberCursor = Buffer.from('1.5').toString('base64url');
it.each([
  'statistics?days=0',
  'statistics?days=367',
  'statistics?days=many',
  'statistics?day=1',
  'audit?limit=0',
  'audit?limit=201',
  'audit?cursor=garbage',
  `audit?cursor=${uuidCursor}`,
  `audit?cursor=${Buffer.from('99999999999999999.1').toString('base64url')}`,
  `audit?cursor=${Buffer.from('1.9999999999999999999').toString('base64url')}`,
  'audit?from=yesterday',
  'audit?to=2026-13-01',
  'audit?q=%00',
  `audit?q=${'x'.repeat(201)}`,
  'duplicates?cursor=%00',
  `duplicates?cursor=${numberCursor}`,
  'people?limit=-1',
  `people?cursor=${numberCursor}`,
  'cleanup?cursor=9999999999999999999',
  'cleanup?cursor=-1',
])('refuses %s', async (path) => {
  const answer = await test.call(boss, 'GET', `${ADMIN}/${path}`);
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'invalid_value']);
});

it.each([
  'audit?from=0001-01-01&to=9999-12-31',
  'audit?from=2026-01-01T00:00:00%2B02:00',
  `audit?cursor=${numberCursor}`,
  `audit?cursor=${Buffer.from('9999999999999999.1').toString('base64url')}`,
  'audit?q=%25_%5C&actor=%27',
  'audit?actor=00000000-0000-4000-8000-000000000000',
  `people?cursor=${uuidCursor}&q=%F0%9F%A6%8A`,
  'cleanup?cursor=999999999999999999',
])('takes %s', async (path) => {
  expect((await test.call(boss, 'GET', `${ADMIN}/${path}`)).statusCode).toBe(200);
});
