import { photo } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const AVATAR = '/api/enterprise/avatar';

let test: TestApp;
let base: string;
let headers: { authorization: string };
beforeAll(async () => {
  test = await createTestApp();
  base = await test.app.listen({ port: 0 });
  headers = await test.as({ userId: 'alice' });
});
afterAll(() => test.close());

async function upload(seed: number): Promise<string> {
  const body = new FormData();
  body.set('avatar', new Blob([new Uint8Array(await photo({ seed }))]), 'me.jpg');
  const answer = await fetch(`${base}${AVATAR}/upload`, { method: 'POST', headers, body });
  const { data } = (await answer.json()) as { data: { urls: { small: string } } };
  return base + new URL(data.urls.small).pathname;
}

async function get(url: string, init: RequestInit = {}) {
  const answer = await fetch(url, init);
  const { 'x-request-id': id, ...others } = Object.fromEntries(answer.headers);
  delete others.date;
  return { status: answer.status, id, others, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/** An answer that the route gave, and whether it did. */
async function watched(url: string, init?: RequestInit) {
  const route = vi.spyOn(test.services.portraits.files, 'find');
  const answer = await get(url, init);
  const byRoute = route.mock.calls.length > 0;
  route.mockRestore();
  return { ...answer, byRoute };
}

/** Until the route is no longer asked: its answer is learnt when it is out, which the client cannot see. */
async function warm(url: string) {
  const first = await watched(url);
  await expect.poll(async () => (await watched(url)).byRoute).toBe(false);
  return first;
}

describe('the shortcut of warm pictures', () => {
  it("repeats the route's answer, every header and byte", async () => {
    const url = await upload(1);
    const first = await warm(url);
    expect(first).toMatchObject({ status: 200, byRoute: true });
    const { byRoute, id, ...again } = await watched(url);
    expect(byRoute).toBe(false);
    expect(again).toEqual({ status: 200, others: first.others, bytes: first.bytes });
    expect(id).not.toBe(first.id);
    expect((await watched(url, { headers: { 'x-request-id': 'mine' } })).id).toBe('mine');
  });

  it('leaves ranges, conditions, HEAD and negotiation to the route', async () => {
    const url = await upload(2);
    const { others, bytes } = await warm(url);
    expect(await watched(url, { headers: { range: 'bytes=1-3' } })).toMatchObject({
      status: 206,
      bytes: bytes.subarray(1, 4),
    });
    const fresh = { 'if-none-match': others.etag ?? '' };
    expect(await watched(url, { headers: fresh })).toMatchObject({ status: 304, byRoute: true });
    const since = { 'if-modified-since': others['last-modified'] ?? '' };
    expect(await watched(url, { headers: since })).toMatchObject({ status: 304, byRoute: true });
    const another = { 'if-match': '"another"' };
    expect(await watched(url, { headers: another })).toMatchObject({ status: 412, byRoute: true });
    expect(await watched(url, { method: 'HEAD' })).toMatchObject({ status: 200, byRoute: true });
    const negotiated = await watched(url.replace('.jpg', ''), { headers: { accept: 'image/webp' } });
    expect(negotiated).toMatchObject({ byRoute: true, others: { 'content-type': 'image/webp' } });
  });

  it('conditions: the tag before the date, strong before weak', async () => {
    const url = await upload(5);
    const { others } = await get(url);
    const { etag = '', 'last-modified': at = '' } = others;
    const before = new Date(Date.parse(at) - 1_000).toUTCString();
    const ask = async (conditions: Record<string, string>) =>
      (await get(url, { headers: conditions })).status;
    expect(await ask({ 'if-modified-since': at })).toBe(304);
    expect(await ask({ 'if-modified-since': before })).toBe(200);
    expect(await ask({ 'if-modified-since': 'yesterday' })).toBe(200);
    expect(await ask({ 'if-modified-since': at, 'if-none-match': '"another"' })).toBe(200);
    expect(await ask({ 'if-none-match': `W/${etag}` })).toBe(304);
    expect(await ask({ 'if-match': etag })).toBe(200);
    expect(await ask({ 'if-match': '*' })).toBe(200);
    expect(await ask({ 'if-match': `W/${etag}` })).toBe(412);
    expect(await ask({ 'if-unmodified-since': at })).toBe(200);
    expect(await ask({ 'if-unmodified-since': before })).toBe(412);
  });

  it('a name that is no name is 404, also one that no database takes', async () => {
    const url = await upload(6);
    for (const name of ['%00.jpg', 'a%00b', '%C3%BC.jpg', '-.webp', `${'x'.repeat(61)}.jpg`]) {
      expect([name, (await get(new URL(name, url).href)).status]).toEqual([name, 404]);
    }
    const stable = `${base}/api/v1/users/me/avatar?size=%00`;
    expect((await get(stable, { headers })).status).toBe(404);
  });

  it('answers 404 at once when the picture is deleted, and the picture again after an undo', async () => {
    const url = await upload(3);
    const { bytes } = await warm(url);
    await fetch(base + AVATAR, { method: 'DELETE', headers });
    expect((await get(url)).status).toBe(404);
    await fetch(`${base}/api/v1/users/me/avatar/undo`, { method: 'POST', headers });
    expect(await get(url)).toMatchObject({ status: 200, bytes });
  });

  it('says goodbye like the route while the process stops', async () => {
    const url = await upload(4);
    await warm(url);
    test.services.lifecycle.stopping = true;
    expect((await get(url)).others.connection).toBe('close');
    test.services.lifecycle.stopping = false;
  });
});
