import { afterEach, beforeAll, expect, it } from 'vitest';
import { checkAllowance } from '../bodies/allowance.ts';
import { inTransaction } from '../database/database.ts';
import { createTestBodies, FOUR, type TestBodies } from '../testing/test-bodies.ts';
import { connectClient, type TestClient } from '../testing/test-clients.ts';
import { PHOTO_BASED, photoObjects, sendPhotos, somePhoto } from '../testing/test-photos.ts';

let front: Buffer;
beforeAll(async () => {
  front = await somePhoto();
});
let test: TestBodies;
afterEach(() => test.close());

const limited = (env: Record<string, string>) =>
  createTestBodies({ env: { LIKENESS_RATE_LIMITS: 'on', LIKENESS_PREMIUM_FACTOR: '2', ...env } });
const send = (who: string | Record<string, string>, photos = 1, more = {}) => {
  const files = Object.fromEntries(['front', 'side', 'back'].slice(0, photos).map((type) => [type, front]));
  return sendPhotos(test, who, { name: 'Me', height: '170', ...files }, more);
};
const quotaOf = ({ headers }: { headers: Record<string, unknown> }) =>
  ['limit', 'remaining'].map((name) => Number(headers[`ratelimit-${name}`]));

it('counts photos by the hour, with headers that say what is left; a refused one leaves nothing', async () => {
  test = await limited({ LIKENESS_PHOTOS_PER_HOUR: '3' });
  // the third is of the back, which is not kept
  const first = await send('alice', 3);
  expect([first.statusCode, quotaOf(first)]).toEqual([202, [3, 1]]);
  const before = await photoObjects(test);
  const refused = await send('alice', 2);
  expect([refused.statusCode, refused.json().code]).toEqual([429, 'too_many_requests']);
  expect(refused.json().detail).toContain('3 photos in an hour');
  expect(quotaOf(refused)).toEqual([3, 1]);
  for (const name of ['retry-after', 'ratelimit-reset']) {
    expect(Number(refused.headers[name]), name).toBeGreaterThan(3_500);
    expect(Number(refused.headers[name]), name).toBeLessThanOrEqual(3_600);
  }
  expect(await photoObjects(test)).toEqual(before);
  expect((await send('alice', 1)).statusCode).toBe(202);
  expect((await send('bob', 1)).statusCode).toBe(202);
});

it('counts bodies of both kinds together, also those that were erased since, and repeats not at all', async () => {
  test = await limited({ LIKENESS_AVATARS_PER_HOUR: '2' });
  const key = { 'idempotency-key': 'same' };
  const made = await send('alice', 1, key);
  expect(quotaOf(made)).toEqual([2, 1]);
  expect((await send('alice', 1, key)).headers['idempotency-replayed']).toBe('true');
  const tape = await test.call('alice', 'POST', PHOTO_BASED.replace('photo', 'measurement'), {
    name: 'x',
    measurements: FOUR,
  });
  expect([tape.statusCode, quotaOf(tape)]).toEqual([202, [2, 0]]);
  await test.call('alice', 'DELETE', '/api/v1/avatars?hard=true');
  expect((await send('alice', 1)).json().detail).toContain('2 avatars in an hour');
  expect((await send('alice', 1, key)).statusCode).toBe(202);
});

it('who has no room is told before the photos are taken, and when there will be enough', async () => {
  test = await limited({ LIKENESS_PHOTOS_PER_HOUR: '3', LIKENESS_AVATARS_PER_HOUR: '3' });
  for (const photos of [1, 2]) expect((await send('alice', photos)).statusCode).toBe(202);
  const age = `UPDATE shared.audit_log SET at = now() - $2 * interval '1 min' WHERE ctid IN (
    SELECT ctid FROM shared.audit_log WHERE action = 'photo.uploaded' ORDER BY at LIMIT $1)`;
  for (const [first, minutes] of [
    [3, 10],
    [2, 20],
    [1, 50],
  ]) {
    await test.services.database.pool.query(age, [first, minutes]);
  }
  const { database, config } = test.services;
  const { rows } = await database.pool.query(
    'SELECT id AS "userId", organization_id AS "organizationId" FROM shared.users',
  );
  const principal = { ...rows[0], role: 'user' };
  for (const [photos, minutes] of [
    [1, 10],
    [2, 40],
  ] as const) {
    const allowed = inTransaction(database.db, (tx) => checkAllowance(tx, config, principal, photos));
    const { headers } = await allowed.catch((error) => error);
    expect(Number(headers['retry-after']) / 60).toBeCloseTo(minutes, 0);
  }
  // what is in the body is not looked at: one photo is the least that it can hold
  const form = { 'content-type': 'multipart/form-data; boundary=x' };
  const early = await test.call('alice', 'POST', PHOTO_BASED, Buffer.from('no form'), form);
  expect(early.statusCode).toBe(429);
});

it('more photos than an hour has room for are no matter of waiting', async () => {
  test = await limited({ LIKENESS_PHOTOS_PER_HOUR: '1' });
  const answer = await send('alice', 2);
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'invalid_value']);
  expect(answer.json().detail).toContain('1 photos in an hour');
});

it('premium users may do more, of everything', async () => {
  test = await limited({
    LIKENESS_AVATARS_PER_HOUR: '1',
    LIKENESS_PHOTOS_PER_HOUR: '1',
    LIKENESS_RATE_LIMIT_PER_MINUTE: '3',
    LIKENESS_SOCKETS_PER_USER: '1',
  });
  const premium = await test.as({ userId: 'pia', role: 'premium' });
  const user = await test.as({ userId: 'ulf' });
  const codes = async (who: Record<string, string>) => {
    const answers = [await send(who), await send(who), await send(who)];
    return answers.map(({ statusCode }) => statusCode);
  };
  expect(await codes(premium)).toEqual([202, 202, 429]);
  expect(await codes(user)).toEqual([202, 429, 429]);
  const session = async (who: Record<string, string>) =>
    (await test.call(who, 'GET', '/api/v1/session')).headers;
  expect((await session(premium))['ratelimit-limit']).toBe('6');
  expect((await session(user))['ratelimit-limit']).toBe('3');

  const url = await test.listen();
  const sockets: TestClient[] = [];
  const open = async ({ authorization }: { authorization: string }) => {
    const client = connectClient(url, { auth: { token: authorization.replace('Bearer ', '') } });
    sockets.push(client);
    return client.connected().then(
      () => 'open',
      ({ code }: { code: string }) => code,
    );
  };
  expect([await open(user), await open(user)]).toEqual(['open', 'too_many_connections']);
  const three = [await open(premium), await open(premium), await open(premium)];
  expect(three).toEqual(['open', 'open', 'too_many_connections']);
  for (const { socket } of sockets) socket.disconnect();
});

it('without limits nothing is counted', async () => {
  test = await createTestBodies({ env: { LIKENESS_AVATARS_PER_HOUR: '1', LIKENESS_PHOTOS_PER_HOUR: '1' } });
  expect((await send('alice', 3)).statusCode).toBe(202);
  const again = await send('alice', 3);
  expect([again.statusCode, again.headers['ratelimit-limit']]).toEqual([202, undefined]);
});
