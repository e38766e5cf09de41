import { afterEach, expect, it } from 'vitest';
import { createLikeness, isCode, LikenessError } from './index.ts';
import { type Peer, type Reply, startPeer } from './testing/peer.ts';

let peer: Peer;
afterEach(() => peer.close());

const JOB = '0198c5f2-1111-7000-8000-000000000001';
const BODY = '0198c5f2-2222-7000-8000-000000000002';

async function clientOf(replies: readonly Reply[], options: { retries?: number; longestWait?: number } = {}) {
  peer = await startPeer((index) => replies[Math.min(index, replies.length - 1)] ?? {});
  return createLikeness({ baseUrl: peer.url, token: 'secret', ...options });
}

const problem = (status: number, code: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  json: { status, code, title: 'T', detail: 'A sentence.', requestId: 'r-1' },
});
const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error) => error,
  );
const picture = new Blob(['bytes'], { type: 'image/png' });
const uploaded: Reply = { status: 201, json: { data: { avatarId: 'a' } } };

it('says who asks, what was refused and why', async () => {
  const likeness = await clientOf([problem(404, 'no_portrait')]);
  const error = await reasonOf(likeness.portraits.info());
  expect(error).toBeInstanceOf(LikenessError);
  expect(error).toMatchObject({ code: 'no_portrait', status: 404, message: 'A sentence.', requestId: 'r-1' });
  expect(isCode(error, 'no_portrait', 'not_found')).toBe(true);
  expect(isCode(error, 'file_too_large')).toBe(false);
  expect(peer.asked).toMatchObject([
    { path: '/api/v1/users/me/avatar/info', headers: { authorization: 'Bearer secret' } },
  ]);
});

it('an upload: form, crop in whole pixels, one key for all of its tries', async () => {
  const likeness = await clientOf([problem(503, 'busy'), { hangUp: true }, uploaded]);
  const shares: number[] = [];
  const made = await likeness.portraits.upload(picture, {
    crop: { x: 0.6, y: 0, width: 99.4, height: 99.9 },
    rotate: -90,
    entity: { type: 'agent', id: 'a b' },
    onProgress: (share) => shares.push(share),
  });
  expect(made.avatarId).toBe('a');
  expect(peer.asked.map(({ path }) => path)).toEqual(Array(3).fill('/api/v1/agents/a%20b/avatar'));
  const keys = new Set(peer.asked.map(({ headers }) => headers['idempotency-key']));
  expect([...keys]).toEqual([expect.stringMatching(/^[\w-]{32,36}$/)]);
  expect(peer.asked[2]?.body).toMatch(/name="crop"\r\n\r\n1,0,99,100\r\n/);
  expect(peer.asked[2]?.body).toMatch(/name="rotate"\r\n\r\n-90\r\n/);
  expect(peer.asked[2]?.body).toMatch(/name="avatar"; filename="avatar"[\s\S]*bytes/);
  expect(shares.at(-1)).toBe(1);
});

it('bytes are sent as they are', async () => {
  const likeness = await clientOf([uploaded]);
  await likeness.portraits.upload(Buffer.from('xxbytesxx').subarray(2, 7));
  expect(peer.asked[0]?.body).toMatch(/\r\n\r\nbytes\r\n/);
});

it('what cannot become better is not sent again, nor a POST without a key that may have been done', async () => {
  const likeness = await clientOf([problem(413, 'file_too_large')]);
  expect(await reasonOf(likeness.portraits.upload(picture))).toMatchObject({ code: 'file_too_large' });
  expect(peer.asked.length).toBe(1);
  await peer.close();
  const other = await clientOf([{ hangUp: true }]);
  const share = other.api.POST('/api/v1/avatars/{id}/restore', { params: { path: { id: BODY } } });
  expect(await reasonOf(share)).toMatchObject({ code: 'no_connection', status: 0 });
  expect(peer.asked.length).toBe(1);
});

it('an answer in progress is asked for again; a wait that is too long is handed on with its length', async () => {
  const likeness = await clientOf([problem(409, 'request_in_progress'), uploaded]);
  await likeness.portraits.upload(picture);
  expect(peer.asked.length).toBe(2);
  await peer.close();
  const limited = await clientOf([problem(429, 'too_many_requests', { 'retry-after': '3600' })]);
  expect(await reasonOf(limited.bodies.list())).toMatchObject({ retryAfter: 3600 });
  expect(peer.asked.length).toBe(1);
});

it('an answer that ends in the middle is none; a date in Retry-After is a wait', async () => {
  const likeness = await clientOf([{ cutShort: true }]);
  expect(await reasonOf(likeness.bodies.list())).toMatchObject({ code: 'no_connection' });
  expect(await reasonOf(likeness.portraits.upload(picture))).toMatchObject({ code: 'no_connection' });
  await peer.close();
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
  const limited = await clientOf([problem(503, 'busy', { 'retry-after': inAnHour })]);
  const { retryAfter = 0 } = (await reasonOf(limited.bodies.list())) as LikenessError;
  expect(retryAfter).toBeGreaterThan(3_000);
  expect(retryAfter).toBeLessThanOrEqual(3_601);
});

it('an aborted wait or request rejects with the reason', async () => {
  const likeness = await clientOf([problem(503, 'busy', { 'retry-after': '20' })]);
  const controller = new AbortController();
  const waiting = reasonOf(likeness.portraits.upload(picture, { signal: controller.signal }));
  await expect.poll(() => peer.asked.length).toBe(1);
  controller.abort(new Error('enough'));
  expect(await waiting).toEqual(new Error('enough'));
  expect(await reasonOf(likeness.bodies.list({}, { signal: AbortSignal.abort() }))).toMatchObject({
    name: 'AbortError',
  });
  expect(peer.asked.length).toBe(1);
});

it('a change names the version that it knows', async () => {
  const likeness = await clientOf([{ json: {} }]);
  await likeness.bodies.update(BODY, { name: 'New' }, { version: 7 });
  expect(peer.asked[0]).toMatchObject({
    method: 'PATCH',
    headers: { 'if-match': '"7"' },
    body: '{"name":"New"}',
  });
  await likeness.bodies.remove(BODY, { erase: true });
  expect(peer.asked[1]).toMatchObject({ method: 'DELETE', path: `/api/v1/avatars/${BODY}?hard=true` });
});

it('a body is followed to its end, each state told once, a restart of the server borne', async () => {
  const made = { status: 202, json: { avatarId: BODY, processingJobId: JOB, findings: [] } };
  const at = (status: string, progress: number): Reply => ({
    json: { id: JOB, avatarId: BODY, status, progress, currentStep: null, findings: [] },
  });
  const replies = [made, at('queued', 0), at('queued', 0), { hangUp: true }, at('processing', 40)];
  const likeness = await clientOf(
    [...replies, at('completed', 100), at('completed', 100), { json: { id: BODY } }],
    {
      retries: 0,
    },
  );
  const body = await likeness.bodies.fromMeasurements({ name: 'Me', measurements: { height: 170 } });
  const told: unknown[] = [];
  for await (const { status, progress } of body) told.push([status, progress]);
  expect(told).toEqual([
    ['queued', 0],
    ['processing', 40],
    ['completed', 100],
  ]);
  expect(await body.done()).toEqual({ id: BODY });
});

it('a body that cannot be made says why; leaving the loop ends the looking', async () => {
  const finding = { photo: 'front', code: 'too_dark', severity: 'error', sentence: 'More light.' };
  const failed = {
    id: JOB,
    avatarId: BODY,
    status: 'failed',
    errorCode: 'photo_refused',
    errorMessage: 'No.',
  };
  const likeness = await clientOf([
    { status: 202, json: { avatarId: BODY, processingJobId: JOB } },
    { json: { ...failed, findings: [finding] } },
  ]);
  const front = new Uint8Array([1, 2, 3]);
  const body = await likeness.bodies.fromPhotos({
    name: 'Me',
    front,
    consent: true,
    height: 170,
    tags: ['x'],
  });
  expect(peer.asked[0]?.body).toMatch(
    /name="consent"\r\n\r\ntrue[\s\S]*name="tags"\r\n\r\n\["x"\][\s\S]*name="front"/,
  );
  expect(await reasonOf(body.done())).toMatchObject({
    code: 'photo_refused',
    message: 'No.',
    problem: { findings: [finding] },
  });
  const before = peer.asked.length;
  for await (const _ of likeness.jobs.watch(JOB)) break;
  expect(peer.asked.length).toBe(before + 1);
});
