import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CACHE } from '../cache/cache-keys.ts';
import { runBodyJobs } from '../testing/run-body-jobs.ts';
import { runJobsLive } from '../testing/run-jobs-live.ts';
import { AVATARS, createTestBodies, FOUR, type TestBodies } from '../testing/test-bodies.ts';
import { TEST_REDIS_URL } from '../testing/test-redis.ts';

describe.skipIf(TEST_REDIS_URL === undefined)('LIKENESS_TEST_REDIS_URL', () => {
  let kit: TestBodies;
  let id: string;
  beforeEach(async () => {
    kit = await createTestBodies({ env: { REDIS_URL: TEST_REDIS_URL ?? '' } });
    id = await kit.ready('ann');
    await expect.poll(keys, { timeout: 20_000, interval: 200 }).not.toEqual([]);
  });
  afterEach(async () => {
    await kit.close();
  });

  const get = (who = 'ann', path = '') => kit.call(who, 'GET', `${AVATARS}/${id}${path}`);
  const keys = async () => {
    await get();
    await get('ann', '/measurements');
    const { redis } = kit.services;
    return ((await redis?.client.keys(`${redis.prefix}:avatar:*`)) ?? []).sort();
  };

  test('what is kept is sealed, and the answers are the same with it', async () => {
    const [first, again] = [await get(), await get()];
    expect(again.json()).toEqual(first.json());
    const [measured, remembered] = [await get('ann', '/measurements'), await get('ann', '/measurements')];
    expect(remembered.json()).toEqual(measured.json());
    const { redis } = kit.services;
    for (const key of await keys()) {
      const value = (await redis?.client.get(key)) ?? '';
      expect(value.length).toBeGreaterThan(50);
      expect(value).not.toMatch(/chest|waist|hourglass|female|probabilit/);
    }
    expect(await keys()).toEqual(
      [CACHE.measurements(id).key, CACHE.metadata(id).key].map((key) => `${redis?.prefix}:${key}`),
    );
  });

  test('a change holds at once, also where the old state is still remembered', async () => {
    await keys();
    const body = { measurements: { ...FOUR, waist: 80 } };
    expect((await kit.call('ann', 'PUT', `${AVATARS}/${id}/measurements`, body)).statusCode).toBe(200);
    expect((await get('ann', '/measurements')).json().measurements.waist.value).toBe(80);
    const dress = { customization: { skinTone: '#885533' } };
    expect((await kit.call('ann', 'PATCH', `${AVATARS}/${id}`, dress)).statusCode).toBe(200);
    expect((await get()).json().customization.skinTone).toBe('#885533');
  });

  test('whoever may no longer look is refused at once; what is deleted goes from the cache as well', async () => {
    const { database } = kit.services;
    await kit.call('bob', 'GET', AVATARS);
    const share = await kit.call('ann', 'POST', `${AVATARS}/${id}/shares`, { userId: 'bob' });
    expect(share.statusCode).toBeLessThan(300);
    expect((await get('bob')).statusCode).toBe(200);
    await database.db.execute(sql`DELETE FROM avatar.shares WHERE avatar_id = ${id}`);
    expect((await get('bob')).statusCode).toBe(404);
    expect((await get('bob', '/measurements')).statusCode).toBe(404);
    expect((await kit.call('ann', 'DELETE', `${AVATARS}/${id}`)).statusCode).toBe(204);
    expect((await get()).statusCode).toBe(404);
    const { redis } = kit.services;
    const jobs = await runJobsLive(kit);
    await expect.poll(() => redis?.client.keys(`${redis.prefix}:avatar:*`)).toEqual([]);
    await jobs.stop();
  });

  test('with the key of its user a cache opens nothing any more', async () => {
    await keys();
    const { database } = kit.services;
    await database.db.execute(sql`DELETE FROM shared.user_keys`);
    expect((await get()).statusCode).toBeGreaterThanOrEqual(400);
    expect((await get('ann', '/measurements')).statusCode).toBeGreaterThanOrEqual(400);
  });

  test('how far a job is, is told as its row has it', async () => {
    const sent = await kit.call('ann', 'POST', `${AVATARS}/measurement-based`, {
      name: 'Two',
      sex: 'female',
      measurements: FOUR,
    });
    const { processingJobId, avatarId } = sent.json();
    const job = async () => (await kit.call('ann', 'GET', `/api/v1/jobs/${processingJobId}`)).json();
    expect(await job()).toMatchObject({ status: 'queued', progress: 0 });
    expect(await job()).toMatchObject({ status: 'queued', progress: 0 });
    await runBodyJobs(kit.services);
    expect(await job()).toMatchObject({ status: 'completed', avatarId });
    expect((await kit.call('eve', 'GET', `/api/v1/jobs/${processingJobId}`)).statusCode).toBe(404);
  });
});

test('who must wait is refused without asking the database how much was made', async () => {
  const env = { LIKENESS_RATE_LIMITS: 'on', LIKENESS_AVATARS_PER_HOUR: '1' };
  const limited = await createTestBodies({ env });
  try {
    const make = () =>
      limited.call('ann', 'POST', `${AVATARS}/measurement-based`, {
        name: 'A',
        sex: 'female',
        measurements: FOUR,
      });
    expect((await make()).statusCode).toBe(202);
    const refused = await make();
    expect(refused.statusCode).toBe(429);
    const asked = vi.spyOn(limited.services.database.pool, 'query');
    const again = await make();
    expect(again.statusCode).toBe(429);
    expect(again.json().detail).toBe(refused.json().detail);
    const [first, second] = [refused, again].map(({ headers }) => Number(headers['retry-after']));
    expect(second).toBeGreaterThan(3_000);
    expect(second).toBeLessThanOrEqual(first ?? 0);
    expect(JSON.stringify(asked.mock.calls)).not.toContain('audit_log');
    asked.mockRestore();
  } finally {
    await limited.close();
  }
});
