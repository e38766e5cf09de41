import { afterAll, beforeAll, expect, it } from 'vitest';
import { CACHE } from '../cache/cache-keys.ts';
import { AVATARS, createTestBodies, FOUR, type TestBodies } from '../testing/test-bodies.ts';

let test: TestBodies;
let id: string;
beforeAll(async () => {
  test = await createTestBodies();
  id = await test.ready('owner');
});
afterAll(() => test.close());

const codeOf = (answer: { statusCode: number; json(): { code?: string } }) =>
  answer.statusCode < 300 ? answer.statusCode : `${answer.statusCode} ${answer.json().code}`;

/** Every address of an avatar, to look at and to change. */
const looks = () =>
  ['', '/measurements', '/model?lod=2', '/thumbnail?size=128'].map((path) => `${AVATARS}/${id}${path}`);
const changes = () =>
  [
    ['PATCH', '', { name: 'Mine now' }],
    ['PUT', '/measurements', { measurements: FOUR }],
    ['POST', '/measurements/validate', { measurements: FOUR }],
    ['POST', '/shares', { userId: 'mallory' }],
    ['GET', '/shares', undefined],
    ['DELETE', '/shares', undefined],
    ['POST', '/links', {}],
    ['GET', '/links', undefined],
    ['DELETE', '', undefined],
    ['DELETE', '?hard=true', undefined],
  ] as const;

it("another user's avatar is 404 at every address, also to an admin, also of another organization", async () => {
  const strangers = [
    await test.as({ userId: 'mallory' }),
    await test.as({ userId: 'boss', role: 'admin' }),
    await test.as({ userId: 'owner', organization: 'other' }),
  ];
  for (const stranger of strangers) {
    for (const url of looks()) {
      expect(codeOf(await test.call(stranger, 'GET', url)), url).toBe('404 avatar_not_found');
    }
  }
  const [mallory] = strangers;
  for (const [method, path, body] of changes()) {
    const answer = await test.call(
      mallory as object as Record<string, string>,
      method,
      `${AVATARS}/${id}${path}`,
      body,
    );
    expect(codeOf(answer), `${method} ${path}`).toBe('404 avatar_not_found');
  }
});

it('a shared avatar can be looked at, not changed, until it is taken back', async () => {
  const shared = await test.call('owner', 'POST', `${AVATARS}/${id}/shares`, { userId: 'friend' });
  expect(codeOf(shared)).toBe(201);
  for (const url of looks()) expect(codeOf(await test.call('friend', 'GET', url)), url).toBe(200);
  for (const [method, path, body] of changes()) {
    const answer = await test.call('friend', method, `${AVATARS}/${id}${path}`, body);
    expect(codeOf(answer), `${method} ${path}`).toBe('403 forbidden');
  }
  const list = await test.call('friend', 'GET', `${AVATARS}?scope=shared`);
  expect(list.json().data).toMatchObject([{ id, own: false }]);
  expect((await test.call('friend', 'GET', AVATARS)).json().data).toEqual([]);
  expect(codeOf(await test.call('owner', 'DELETE', `${AVATARS}/${id}/shares?userId=friend`))).toBe(204);
  for (const url of looks()) {
    expect(codeOf(await test.call('friend', 'GET', url)), url).toBe('404 avatar_not_found');
  }
});

it('an admin lists the organization and erases, and nobody else lists it', async () => {
  const doomed = await test.ready('leaver');
  const admin = await test.as({ userId: 'boss', role: 'admin' });
  const { data } = (await test.call(admin, 'GET', `${AVATARS}?scope=organization`)).json();
  expect(data.map((avatar: { id: string }) => avatar.id)).toContain(doomed);
  expect(codeOf(await test.call('owner', 'GET', `${AVATARS}?scope=organization`))).toBe('403 forbidden');
  const jobs = async (who: Record<string, string>) =>
    (await test.call(who, 'GET', '/api/v1/jobs?status=completed')).json().data;
  expect(await jobs(admin)).toEqual(expect.arrayContaining([expect.objectContaining({ avatarId: doomed })]));
  const elsewhere = await test.as({ userId: 'boss', role: 'admin', organization: 'other' });
  expect(await jobs(elsewhere)).toEqual([]);
  expect(codeOf(await test.call(admin, 'DELETE', `${AVATARS}/${doomed}?hard=true`))).toBe(204);
  expect(codeOf(await test.call('leaver', 'GET', `${AVATARS}/${doomed}`))).toBe('404 avatar_not_found');
});

it('a public link shows a watermarked picture to anybody, counts, runs out and can be taken back', async () => {
  const made = (await test.call('owner', 'POST', `${AVATARS}/${id}/links`, { maxDownloads: 2 })).json();
  const path = new URL(made.url).pathname;
  const plain = await test.call('owner', 'GET', `${AVATARS}/${id}/thumbnail?size=256`);
  const picture = await test.call({}, 'GET', `${path}?size=256`);
  expect([picture.statusCode, picture.headers['content-type']]).toEqual([200, 'image/png']);
  expect(picture.rawPayload.equals(plain.rawPayload)).toBe(false);
  const [listed] = (await test.call('owner', 'GET', `${AVATARS}/${id}/links`)).json().data;
  expect(listed).toMatchObject({ id: made.id, downloads: 1 });
  expect(listed).not.toHaveProperty('url');
  const two = await Promise.all([1, 2, 3].map(() => test.call({}, 'GET', `${path}?size=128`)));
  expect(two.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 404, 404]);

  const key = { 'idempotency-key': 'link' };
  const twice = [1, 2].map(() => test.call('owner', 'POST', `${AVATARS}/${id}/links`, {}, key));
  const urls = (await Promise.all(twice)).map((answer) => answer.json().url ?? answer.json().code);
  const repeat = await test.call('owner', 'POST', `${AVATARS}/${id}/links`, {}, key);
  expect([repeat.json().url, 'request_in_progress']).toEqual(expect.arrayContaining(urls));

  const other = (await test.call('owner', 'POST', `${AVATARS}/${id}/links`, {})).json();
  const url = new URL(other.url).pathname;
  await test.services.database.pool.query(`UPDATE avatar.links SET expires_at = now() WHERE id = $1`, [
    other.id,
  ]);
  expect(codeOf(await test.call({}, 'GET', url))).toBe('404 link_not_found');
  const third = (await test.call('owner', 'POST', `${AVATARS}/${id}/links`, {})).json();
  expect(codeOf(await test.call('owner', 'DELETE', `${AVATARS}/${id}/links/${third.id}`))).toBe(204);
  expect(codeOf(await test.call({}, 'GET', new URL(third.url).pathname))).toBe('404 link_not_found');
  expect(codeOf(await test.call({}, 'GET', '/shared/avatars/guess'))).toBe('404 link_not_found');
});

it('the sixth avatar of an hour is refused, and at the limit of what may be kept another', async () => {
  const limited = await createTestBodies({
    env: { LIKENESS_RATE_LIMITS: 'on', LIKENESS_AVATARS_PER_HOUR: '2', LIKENESS_AVATARS_PER_USER: '3' },
  });
  try {
    const make = () =>
      limited.call('many', 'POST', `${AVATARS}/measurement-based`, { name: 'x', measurements: FOUR });
    const answers = await Promise.all([make(), make(), make()]);
    expect(answers.map(codeOf).toSorted()).toEqual([202, 202, '429 too_many_requests']);
    const refused = answers.find(({ statusCode }) => statusCode === 429);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(3_000);
    // two hours later, for what counts as for what is remembered
    const { cache, database } = limited.services;
    await database.pool.query(`UPDATE shared.audit_log SET at = now() - interval '2 h'`);
    const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM shared.users');
    await cache.forget(rows.map(({ id }) => CACHE.creation(id)));
    expect(codeOf(await make())).toBe(202);
    expect(codeOf(await make())).toBe('409 too_many_avatars');
  } finally {
    await limited.close();
  }
});

it('more people at once than there are connections all get their avatar', async () => {
  const small = await createTestBodies({ poolSize: 3 });
  try {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        small.call(`user-${i}`, 'POST', `${AVATARS}/measurement-based`, { name: 'x', measurements: FOUR }),
      ),
    );
    expect(answers.map(codeOf)).toEqual(answers.map(() => 202));
  } finally {
    await small.close();
  }
});
