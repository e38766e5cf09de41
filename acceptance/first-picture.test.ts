import { photo } from '@likeness/test-kit';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, download, patiently } from './harness/client.ts';
import { startServer, type TestServer } from './harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.remove());

const SIZES = { thumbnail: 50, small: 100, medium: 200, large: 400 };

test('a phone photo becomes five sizes in two formats, as spec 1 answers it', async () => {
  const bytes = await photo({ width: 1600, height: 1200, seed: 1 });
  const { status, body } = await clientOf(server).upload(bytes);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    success: true,
    message: 'Avatar uploaded successfully',
    data: { isDuplicate: false, avatarId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    meta: { fileSize: bytes.length, optimized: true, uploadTime: expect.any(Number) },
  });
  const { avatarId, urls, sources } = body.data;
  expect(Object.keys(urls)).toEqual(['thumbnail', 'small', 'medium', 'large', 'original']);
  expect(urls.medium).toBe(`${server.url}/avatars/${avatarId}/medium.jpg`);
  for (const [format, addresses] of [
    ['jpeg', urls],
    ['webp', sources.webp],
    ['heif', sources.avif],
  ] as const) {
    for (const [size, url] of Object.entries(addresses)) {
      const answer = await patiently(() => download(url));
      expect(answer.status, `${url}: ${answer.body.toString('utf8', 0, 500)}`).toBe(200);
      const { width, height, format: found } = await sharp(answer.body).metadata();
      const side = SIZES[size as keyof typeof SIZES];
      expect([found, width, height]).toEqual(side ? [format, side, side] : [format, 800, 600]);
    }
  }
});

test('an immutable address: ETag, 304, HEAD, ranges, nosniff, and never another format', async () => {
  const { body } = await clientOf(server, { userId: 'cache' }).upload(await photo({ seed: 2 }));
  const url = body.data.urls.large ?? '';
  const whole = await download(url);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'image/jpeg',
    'content-length': String(whole.body.length),
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    etag: expect.stringMatching(/^"[\w-]+"$/),
  });
  expect(whole.headers.has('vary')).toBe(false);
  const etag = whole.headers.get('etag') ?? '';
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const again = await download(url, { headers: { 'if-none-match': tag } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  }
  const modified = whole.headers.get('last-modified') ?? '';
  expect((await download(url, { headers: { 'if-modified-since': modified } })).status).toBe(304);
  const changedSince = { 'if-modified-since': modified, 'if-none-match': '"other"' };
  expect((await download(url, { headers: changedSince })).status).toBe(200);
  const head = await download(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([
    200,
    String(whole.body.length),
    etag,
  ]);
  const ranges = {
    'bytes=0-9': [0, 10],
    'bytes=-5': [whole.body.length - 5, whole.body.length],
    'bytes=20-': [20, whole.body.length],
  };
  for (const [range, [from, to]] of Object.entries(ranges)) {
    const part = await download(url, { headers: { range } });
    expect(part.status).toBe(206);
    expect(part.body).toEqual(whole.body.subarray(from, to));
  }
  expect((await download(url, { headers: { range: 'bytes=99999999-' } })).status).toBe(416);
  expect((await download(url, { headers: { range: 'bytes=0-9', 'if-range': '"old"' } })).status).toBe(200);
  const stubborn = await download(url, { headers: { accept: 'image/avif' } });
  expect(stubborn.headers.get('content-type')).toBe('image/jpeg');
});

test('an address without an extension negotiates, and says so', async () => {
  const { body } = await clientOf(server, { userId: 'negotiator' }).upload(await photo({ seed: 3 }));
  const url = `${server.url}/avatars/${body.data.avatarId}/small`;
  const types = {
    'image/avif,image/webp,*/*': 'image/avif',
    'image/webp,*/*': 'image/webp',
    '*/*': 'image/jpeg',
  };
  for (const [accept, type] of Object.entries(types)) {
    const { headers } = await download(url, { headers: { accept } });
    expect([headers.get('content-type'), headers.get('vary')]).toEqual([type, 'Accept']);
  }
  expect((await download(url, { headers: { accept: 'text/plain' } })).status).toBe(406);
});

test('the stable address follows the picture and lives shortly', async () => {
  const user = clientOf(server, { userId: 'mover' });
  const first = await user.upload(await photo({ seed: 4 }));
  const { stableUrl } = first.body.data;
  const before = await download(`${stableUrl}?size=small`);
  expect(before.headers.get('cache-control')).toMatch(/max-age=60/);
  await user.upload(await photo({ seed: 5 }));
  const after = await download(`${stableUrl}?size=small`, {
    headers: { 'if-none-match': before.headers.get('etag') ?? '' },
  });
  expect(after.status).toBe(200);
  expect((await download(`${stableUrl}?size=huge`)).status).toBe(404);
  const named = await user.request('GET', '/api/v1/users/me/avatar?size=small');
  expect([named.status, named.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  expect((await user.request('GET', '/api/v1/users/mover/avatar')).status).toBe(200);
  expect((await clientOf(server, null).request('GET', '/api/v1/users/mover/avatar')).status).toBe(404);
  expect((await clientOf(server, { org: 'acme' }).request('GET', '/api/v1/users/mover/avatar')).status).toBe(
    404,
  );
  await user.request('DELETE', '/api/enterprise/avatar');
  expect((await download(stableUrl)).status).toBe(404);
});

test('the same bytes of another user are stored once; another organization learns nothing of it', async () => {
  const bytes = await photo({ seed: 6 });
  const alice = await clientOf(server, { userId: 'first' }).upload(bytes);
  const bob = await clientOf(server, { userId: 'second' }).upload(bytes);
  expect(bob.body.data).toMatchObject({ avatarId: alice.body.data.avatarId, isDuplicate: true });
  const elsewhere = await clientOf(server, { userId: 'third', org: 'acme' }).upload(bytes);
  expect(elsewhere.body.data.isDuplicate).toBe(false);
  expect(elsewhere.body.data.avatarId).not.toBe(alice.body.data.avatarId);
  const asked = await clientOf(server, { org: 'acme' }).request(
    'GET',
    `/api/enterprise/avatar/${alice.body.data.avatarId}`,
  );
  expect(asked).toMatchObject({ status: 404, body: { code: 'picture_not_found' } });
});

test('a deleted picture answers 404 at once, and an undo brings it back; a replaced one is served on', async () => {
  const user = clientOf(server, { userId: 'undoer' });
  const old = (await user.upload(await photo({ seed: 7 }))).body.data;
  const current = (await user.upload(await photo({ seed: 8 }))).body.data;
  expect((await download(old.urls.small ?? '')).status).toBe(200);
  const { status, body } = await user.request<{ data: { avatarId: string } }>(
    'DELETE',
    '/api/enterprise/avatar',
  );
  expect([status, body.data.avatarId]).toEqual([200, current.avatarId]);
  for (const { urls } of [current, old]) expect((await download(urls.small ?? '')).status).toBe(404);
  expect(await user.request('DELETE', '/api/enterprise/avatar')).toMatchObject({
    status: 404,
    body: { code: 'no_portrait' },
  });

  const undo = () => user.request<{ data: { avatarId: string } }>('POST', '/api/v1/users/me/avatar/undo');
  expect((await undo()).body.data.avatarId).toBe(current.avatarId);
  expect((await download(current.urls.small ?? '')).status).toBe(200);
  expect((await undo()).body.data.avatarId).toBe(old.avatarId);
  expect(await undo()).toMatchObject({ status: 404, body: { code: 'nothing_to_undo' } });
  const history = await user.request<{ data: unknown[] }>('GET', '/api/v1/users/me/avatar/history');
  expect(history.body.data).toHaveLength(2);
});

test('If-Match keeps two tabs from undoing each other, Idempotency-Key a repeat from counting twice', async () => {
  const user = clientOf(server, { userId: 'careful' });
  const bytes = await photo({ seed: 9 });
  const first = await user.upload(bytes, { headers: { 'idempotency-key': 'one' } });
  const repeat = await user.upload(bytes, { headers: { 'idempotency-key': 'one' } });
  expect(repeat.body).toEqual(first.body);
  expect(repeat.headers.get('idempotency-replayed')).toBe('true');
  const other = await user.upload(await photo({ seed: 10 }), { headers: { 'idempotency-key': 'one' } });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });

  const stale = { 'if-match': `"${crypto.randomUUID()}"` };
  for (const answer of [
    await user.upload(await photo({ seed: 11 }), { headers: stale }),
    await user.request('DELETE', '/api/enterprise/avatar', { headers: stale }),
    await user.request('POST', '/api/v1/users/me/avatar/undo', { headers: stale }),
  ]) {
    expect(answer).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
  }
  const fresh = { 'if-match': first.headers.get('etag') ?? '' };
  expect((await user.request('DELETE', '/api/enterprise/avatar', { headers: fresh })).status).toBe(200);
});

test("agents and items have pictures, too: their maker's and the admins' to change", async () => {
  const maker = clientOf(server, { userId: 'maker' });
  const path = '/api/v1/agents/helper-1/avatar';
  const made = await maker.upload(await photo({ seed: 12 }), { path, fields: { preset: 'unified' } });
  expect([made.status, Object.keys(made.body.data.urls)]).toEqual([
    201,
    ['small', 'medium', 'large', 'original'],
  ]);
  const stranger = clientOf(server, { userId: 'stranger' });
  expect(await stranger.upload(await photo({ seed: 13 }), { path })).toMatchObject({ status: 403 });
  expect((await stranger.request('GET', `${path}/info`)).status).toBe(200);
  expect((await clientOf(server, { userId: 'boss', role: 'admin' }).request('DELETE', path)).status).toBe(
    204,
  );
  expect(
    (await clientOf(server, { userId: 'boss', role: 'admin', org: 'other' }).request('DELETE', path)).status,
  ).toBe(404);
});

test("what was refused leaves no agent behind, and nobody takes another organization's id for a name", async () => {
  const maker = clientOf(server, { userId: 'ghost-maker' });
  const path = '/api/v1/agents/ghost/avatar';
  for (const [method, address] of [
    ['GET', `${path}/history`],
    ['GET', `${path}/info`],
    ['DELETE', path],
    ['POST', `${path}/undo`],
  ] as const) {
    expect((await maker.request(method, address)).status).toBe(404);
  }
  expect((await maker.upload(new TextEncoder().encode('no picture'), { path })).status).toBe(415);
  const other = clientOf(server, { userId: 'other-maker' });
  const made = await other.upload(await photo({ seed: 15 }), { path });
  expect(made.status).toBe(201);
  expect((await maker.upload(await photo({ seed: 15 }), { path })).status).toBe(403);

  const foreign = clientOf(server, { userId: 'other-maker', org: 'elsewhere', role: 'admin' });
  const byId = `/api/v1/agents/${made.body.data.entity.id}/avatar`;
  expect((await foreign.upload(await photo({ seed: 15 }), { path: byId })).status).toBe(404);
  expect((await clientOf(server, null).request('GET', byId)).status).toBe(200);
  const own = await foreign.upload(await photo({ seed: 16 }), {
    path: `/api/v1/agents/${crypto.randomUUID()}/avatar`,
  });
  expect(own.status).toBe(201);
  expect((await maker.request('GET', '/api/v1/robots/ghost/avatar/info')).status).toBe(404);
});

test("the history is its owner's alone, and no cache keeps it", async () => {
  const owner = clientOf(server, { userId: 'historian' });
  await owner.upload(await photo({ seed: 17 }));
  const path = '/api/v1/users/historian/avatar/history';
  const answer = await owner.request('GET', path);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect((await clientOf(server, { userId: 'nosy' }).request('GET', path)).status).toBe(404);
});

test('a repeated undo with the same Idempotency-Key goes back one picture, not two', async () => {
  const user = clientOf(server, { userId: 'shaky' });
  const first = await user.upload(await photo({ seed: 18 }));
  const second = await user.upload(await photo({ seed: 19 }));
  await user.upload(await photo({ seed: 20 }));
  const undo = () =>
    user.request<{ data: { avatarId: string } }>('POST', '/api/v1/users/me/avatar/undo', {
      headers: { 'idempotency-key': 'u' },
    });
  for (let i = 0; i < 3; i++) expect((await undo()).body.data.avatarId).toBe(second.body.data.avatarId);
  expect(first.body.data.avatarId).not.toBe(second.body.data.avatarId);
});

test('an erasure takes the history along, but not when the picture has changed meanwhile', async () => {
  const user = clientOf(server, { userId: 'leaver' });
  const old = await user.upload(await photo({ seed: 21 }));
  const current = await user.upload(await photo({ seed: 22 }));
  const path = '/api/v1/users/me/avatar?erase=true';
  expect(
    (await user.request('DELETE', path, { headers: { 'if-match': old.headers.get('etag') ?? '' } })).status,
  ).toBe(412);
  expect(
    (await user.request('DELETE', path, { headers: { 'if-match': current.headers.get('etag') ?? '' } }))
      .status,
  ).toBe(204);
  for (const { body } of [old, current])
    expect((await download(body.data.urls.small ?? '')).status).toBe(404);
  expect((await user.request('POST', '/api/v1/users/me/avatar/undo')).status).toBe(404);
  expect((await user.request('DELETE', path)).status).toBe(404);
});

test('statistics count people, pictures and bytes; an admin sees one organization, `system` all', async () => {
  const org = 'counted';
  const bytes = await photo({ seed: 14 });
  for (const userId of ['a', 'b', 'c']) await clientOf(server, { userId, org }).upload(bytes);
  const ask = async (claims: object) =>
    (
      await clientOf(server, { role: 'admin', ...claims }).request<{
        data: { statistics: Record<string, number> };
      }>('GET', '/api/enterprise/avatar/system/stats')
    ).body.data.statistics;
  expect(await ask({ org })).toEqual({
    totalAvatars: 3,
    duplicateCount: 2,
    totalSize: expect.any(Number),
    pendingCleanup: 0,
  });
  expect((await ask({ permissions: ['system'] })).totalAvatars).toBeGreaterThan(3);
});
