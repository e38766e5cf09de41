import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createSignInCode } from '../auth/sign-in-code.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { avatarRows, connectClient, disconnected, type TestClient } from '../testing/test-clients.ts';

let test: TestApp;
let url: string;
let rows: ReturnType<typeof avatarRows>;
const clients: TestClient[] = [];
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

beforeAll(async () => {
  test = await createTestApp({ env: { LIKENESS_CORS_ORIGINS: 'https://shop.example' } });
  rows = avatarRows(test);
  url = await test.listen();
  await rows.listening();
});
afterAll(() => test.close());
afterEach(async () => {
  // the server counts a connection until it has seen it close
  const sockets = clients.splice(0).filter(({ socket }) => socket.connected);
  for (const { socket } of sockets) socket.disconnect();
  while ((await connections()) > 0) await new Promise(setImmediate);
});
const connections = () =>
  new Promise<number>((resolve, reject) =>
    test.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

async function token(userId: string, options: object = {}): Promise<string> {
  return (await test.as({ userId, ...options })).authorization.replace('Bearer ', '');
}
async function open(userId: string, options: object = {}): Promise<TestClient> {
  const client = connectClient(url, { auth: { token: await token(userId, options) } });
  clients.push(client);
  await client.connected();
  return client;
}
async function refusal(options: Parameters<typeof connectClient>[1]): Promise<unknown> {
  const client = connectClient(url, options);
  clients.push(client);
  return client.connected().then(
    () => 'let in',
    (problem: { code?: string; type?: string }) => problem.code ?? problem.type,
  );
}

it('tells of each step, and of the end, with addresses that work', async () => {
  const avatarId = await rows.avatar('alice');
  const jobId = await rows.job(avatarId);
  const alice = await open('alice');
  expect(await alice.subscribe(avatarId)).toEqual({ ok: true });
  await alice.until('avatar:processing:update');
  await rows.change(avatarId, jobId, {
    status: 'processing',
    progress: 25,
    current_step: 'Generating 3D model',
  });
  await alice.until('avatar:processing:update', 2);
  await rows.change(avatarId, jobId, { status: 'completed', progress: 100 });
  const complete = await alice.until('avatar:processing:complete');
  const update = 'avatar:processing:update';
  const queued = { avatarId, status: 'processing', progress: 0, currentStep: 'Queued' };
  const step = { avatarId, status: 'processing', progress: 25, currentStep: 'Generating 3D model' };
  const done = { avatarId, status: 'ready', progress: 100, currentStep: 'Completed' };
  expect(alice.heard).toEqual([
    [update, { ...queued, message: 'Waiting for its turn.' }],
    [update, { ...step, message: 'Generating 3D model.' }],
    [update, { ...done, message: 'The avatar is ready.' }],
    ['avatar:processing:complete', complete],
  ]);
  expect(complete).toEqual({
    avatarId,
    modelUrl: `${url}/api/v1/avatars/${avatarId}/model`,
    thumbnailUrl: `${url}/api/v1/avatars/${avatarId}/thumbnail`,
  });
});

it('tells of a failure, and whether it is worth asking again', async () => {
  const avatarId = await rows.avatar('alice');
  const jobId = await rows.job(avatarId, { status: 'processing', progress: 40, current_step: 'Solving' });
  const alice = await open('alice');
  await alice.subscribe(avatarId);
  const again = { status: 'queued', error_code: 'job_timed_out' };
  await rows.change(avatarId, jobId, again);
  expect(await alice.until('avatar:processing:update', 2)).toMatchObject({
    status: 'processing',
    error: 'job_timed_out',
  });
  await rows.change(avatarId, jobId, {
    status: 'failed',
    error_code: 'job_timed_out',
    error_message: 'Too slow.',
  });
  const error = await alice.until('avatar:processing:error');
  expect(error).toEqual({ avatarId, error: 'job_timed_out', retryable: true });
  const updates = alice.heard.filter(([event]) => event === 'avatar:processing:update');
  expect(updates.at(-1)?.[1]).toMatchObject({
    status: 'error',
    error: 'job_timed_out',
    message: 'Too slow.',
  });
  const hopeless = await rows.job(avatarId, { status: 'failed', error_code: 'impossible_body' });
  expect(hopeless).not.toBe(jobId);
  expect(await alice.until('avatar:processing:error', 2)).toMatchObject({
    error: 'impossible_body',
    retryable: false,
  });
});

it.each<[string, string, Record<string, unknown> | undefined, string]>([
  [
    'is being made',
    'processing',
    { status: 'processing', progress: 70, current_step: 'Drawing' },
    'avatar:processing:update',
  ],
  ['is done', 'ready', { status: 'completed', progress: 100 }, 'avatar:processing:complete'],
  ['has failed', 'error', { status: 'failed', error_code: 'job_failed' }, 'avatar:processing:error'],
  ['was cancelled', 'error', { status: 'cancelled' }, 'avatar:processing:error'],
  ['is ready and had no job', 'ready', undefined, 'avatar:processing:complete'],
])('who comes late hears at once that it %s', async (_what, status, job, event) => {
  const avatarId = await rows.avatar('alice', status);
  if (job) await rows.job(avatarId, job);
  const alice = await open('alice');
  await alice.subscribe(avatarId);
  expect(await alice.until(event)).toMatchObject({ avatarId });
});

it('who it is shared with hears of it; others are told that there is none', async () => {
  const avatarId = await rows.avatar('alice');
  await rows.job(avatarId);
  await rows.share(avatarId, 'bob');
  const [bob, carol, admin, stranger] = await Promise.all([
    open('bob'),
    open('carol'),
    open('root', { role: 'admin' }),
    open('alice', { organization: 'other' }),
  ]);
  expect(await bob.subscribe(avatarId)).toEqual({ ok: true });
  await bob.until('avatar:processing:update');
  const none = await carol.subscribe(UNKNOWN);
  expect(none).toMatchObject({ ok: false, code: 'avatar_not_found' });
  for (const other of [carol, admin, stranger]) {
    expect(await other.subscribe(avatarId)).toEqual(none);
    expect(other.heard).toEqual([]);
  }
});

it('who may no longer see it hears no more', async () => {
  const avatarId = await rows.avatar('alice');
  const jobId = await rows.job(avatarId);
  await rows.share(avatarId, 'bob');
  const [alice, bob] = await Promise.all([open('alice'), open('bob')]);
  for (const client of [alice, bob]) {
    await client.subscribe(avatarId);
    await client.until('avatar:processing:update');
  }
  const { pool } = test.services.database;
  await pool.query('DELETE FROM avatar.shares WHERE avatar_id = $1', [avatarId]);
  await rows.change(avatarId, jobId, { status: 'processing', progress: 10 });
  await alice.until('avatar:processing:update', 2);
  await pool.query('UPDATE avatar.avatars SET deleted_at = now() WHERE id = $1', [avatarId]);
  await rows.change(avatarId, jobId, { progress: 20 });
  // what comes after on the same connections: another avatar
  const [mine, shared] = [await rows.avatar('alice', 'ready'), await rows.avatar('bob', 'ready')];
  await Promise.all([alice.subscribe(mine), bob.subscribe(shared)]);
  await Promise.all([alice.until('avatar:processing:complete'), bob.until('avatar:processing:complete')]);
  const toldOf = (client: TestClient) =>
    client.heard.filter(([, payload]) => payload.avatarId === avatarId).length;
  expect([toldOf(alice), toldOf(bob)]).toEqual([2, 1]);
});

it('unsubscribing ends it', async () => {
  const [first, second] = [await rows.avatar('alice'), await rows.avatar('alice')];
  const [one, two] = [await rows.job(first), await rows.job(second)];
  const alice = await open('alice');
  await alice.subscribe(first);
  await alice.subscribe(second);
  await alice.until('avatar:processing:update', 2);
  expect(await alice.ask('avatar:unsubscribe', { avatarId: first })).toEqual({ ok: true });
  await rows.change(first, one, { status: 'processing', progress: 50 });
  await rows.change(second, two, { status: 'processing', progress: 60 });
  expect(await alice.until('avatar:processing:update', 3)).toMatchObject({ avatarId: second, progress: 60 });
});

it('nobody comes in without a good token', async () => {
  expect(await refusal({})).toBe('token_required');
  expect(await refusal({ auth: { token: 'x' } })).toBe('invalid_token');
  expect(await refusal({ auth: { token: { $ne: '' } } })).toBe('invalid_token');
  expect(await refusal({ auth: { token: 'x'.repeat(10_000) } })).toBe('invalid_token');
  expect(await refusal({ auth: { token: await token('alice', { expiresIn: -60_000 }) } })).toBe(
    'token_expired',
  );
});

it('a user has five connections; another comes in when one is closed', async () => {
  const mine = await Promise.all(Array.from({ length: 5 }, () => open('alice')));
  const options = { auth: { token: await token('alice') } };
  expect(await refusal(options)).toBe('too_many_connections');
  await open('bob');
  mine[0]?.socket.disconnect();
  while ((await refusal(options)) !== 'let in') await new Promise(setImmediate);
});

it('the session’s cookie opens a connection for pages of ours, and for no other page', async () => {
  const code = await createSignInCode(test.services.database.db);
  const signIn = await test.app.inject({ method: 'POST', url: '/api/v1/session', payload: { code } });
  const cookie = `likeness_session=${signIn.cookies[0]?.value}`;
  const from = (headers: Record<string, string>) => refusal({ extraHeaders: { cookie, ...headers } });
  expect(await from({ origin: url })).toBe('let in');
  expect(await from({ origin: url, 'sec-fetch-site': 'same-origin' })).toBe('let in');
  expect(await from({})).toBe('cross_site_request');
  expect(await from({ origin: 'https://shop.example' })).toBe('cross_site_request');
  expect(await from({ origin: 'https://evil.example' })).toBe('TransportError');
  const bearer = { auth: { token: await token('alice') } };
  expect(await refusal({ ...bearer, extraHeaders: { origin: 'https://shop.example' } })).toBe('let in');
  expect(await refusal({ ...bearer, extraHeaders: { origin: 'https://evil.example' } })).toBe(
    'TransportError',
  );
});

it('a connection ends with its token, and with its session', async () => {
  const short = await open('alice', { expiresIn: 1_000 });
  expect(['io server disconnect', 'already']).toContain(await disconnected(short));

  const code = await createSignInCode(test.services.database.db);
  const signIn = await test.app.inject({ method: 'POST', url: '/api/v1/session', payload: { code } });
  const kept = signIn.cookies[0]?.value;
  const client = connectClient(url, { auth: { token: kept } });
  clients.push(client);
  await client.connected();
  const avatarId = await rows.avatar('local');
  await rows.job(avatarId);
  expect(await client.subscribe(avatarId)).toEqual({ ok: true });
  await client.until('avatar:processing:update');
  const over = disconnected(client);
  const headers = { cookie: `likeness_session=${kept}`, 'sec-fetch-site': 'same-origin' };
  await test.app.inject({ method: 'DELETE', url: '/api/v1/session', headers });
  expect(await over).toBe('io server disconnect');
  expect(client.heard).toHaveLength(1);
});

it('a session that ended while the database was away is found out at the next event', async () => {
  const { database } = test.services;
  const code = await createSignInCode(database.db);
  const signIn = await test.app.inject({ method: 'POST', url: '/api/v1/session', payload: { code } });
  const client = connectClient(url, { auth: { token: signIn.cookies[0]?.value } });
  clients.push(client);
  await client.connected();
  const avatarId = await rows.avatar('local');
  const jobId = await rows.job(avatarId);
  await client.subscribe(avatarId);
  await client.until('avatar:processing:update');
  const over = disconnected(client);
  await database.pool.query('DELETE FROM shared.sessions');
  await rows.change(avatarId, jobId, { status: 'processing', progress: 30 });
  expect(await over).toBe('io server disconnect');
  expect(client.heard).toHaveLength(1);
});

it('what was missed while the database was away is told when it is back', async () => {
  const avatarId = await rows.avatar('alice');
  const jobId = await rows.job(avatarId);
  const alice = await open('alice');
  await alice.subscribe(avatarId);
  await alice.until('avatar:processing:update');
  const backend = await rows.listening();
  await test.services.database.pool.query('SELECT pg_terminate_backend($1)', [backend]);
  await rows.change(avatarId, jobId, { status: 'processing', progress: 80 });
  expect(await alice.until('avatar:processing:update', 2)).toMatchObject({ progress: 80 });
  await rows.listening(backend);
  await rows.change(avatarId, jobId, { status: 'completed', progress: 100 });
  await alice.until('avatar:processing:complete');
});

it('many avatars at once are all told of', async () => {
  const alice = await open('alice');
  const jobs = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const avatarId = await rows.avatar('alice');
      return { avatarId, jobId: await rows.job(avatarId) };
    }),
  );
  for (const { avatarId } of jobs) expect(await alice.subscribe(avatarId)).toEqual({ ok: true });
  await Promise.all(jobs.map(({ avatarId, jobId }) => rows.change(avatarId, jobId, { status: 'completed' })));
  await alice.until('avatar:processing:complete', 50);
  const told = alice.heard.filter(([event]) => event === 'avatar:processing:complete');
  expect(new Set(told.map(([, { avatarId }]) => avatarId)).size).toBe(50);
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'avatar'],
  ['a list', [UNKNOWN]],
  ['no id', {}],
  ['an id that is none', { avatarId: "'; DROP TABLE avatar.avatars; --" }],
  ['an object for an id', { avatarId: { $gt: '' } }],
  ['a further field', { avatarId: UNKNOWN, userId: UNKNOWN }],
  ['bytes', Buffer.from(UNKNOWN)],
  ['a prototype', JSON.parse(`{"avatarId": "${UNKNOWN}", "__proto__": {"ok": true}}`)],
])('%s is refused', async (_what, payload) => {
  const alice = await open('alice');
  expect(await alice.ask('avatar:subscribe', payload)).toMatchObject({ ok: false });
  expect(alice.socket.connected).toBe(true);
});

it('what is not asked for an answer, unknown or too much harms nobody', async () => {
  const alice = await open('alice');
  for (const payload of [undefined, 5, { avatarId: 'x' }]) alice.socket.emit('avatar:subscribe', payload);
  alice.socket.emit('avatar:processing:update', { avatarId: UNKNOWN });
  alice.socket.emit('constructor', {});
  expect(await alice.subscribe(UNKNOWN)).toMatchObject({ code: 'avatar_not_found' });
  const all = await Promise.all(Array.from({ length: 500 }, () => alice.subscribe(UNKNOWN)));
  expect(new Set(all.map((answer) => !answer.ok && answer.code))).toEqual(
    new Set(['avatar_not_found', 'too_many_requests']),
  );
  const over = disconnected(alice);
  alice.socket.emit('avatar:subscribe', { avatarId: 'x'.repeat(100_000) });
  expect(await over).toMatch(/transport (close|error)/);
  expect((await written('GET /health HTTP/1.1\r\nHost: x\r\n\r\n'))[0]).toMatch(/^HTTP\/1.1 200 /);
  const odd = await rows.avatar('alice', 'ready');
  for (const payload of ['', '{', '[]', '{"avatarId":1}', JSON.stringify({ avatarId: odd, jobId: 'x' })]) {
    await test.services.database.pool.query(`SELECT pg_notify('likeness_avatars', $1)`, [payload]);
  }
  const again = await open('alice');
  await again.subscribe(odd);
  await again.until('avatar:processing:complete');
});

it('there is no polling, and no file of the client', async () => {
  for (const path of ['/socket.io/?EIO=4&transport=polling', '/socket.io/socket.io.js']) {
    const [answer] = await written(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
  }
});

/** What is answered to requests that are written as they are, one after the other on one connection. */
async function written(...requests: string[]): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const answers: string[] = [];
  for (const request of requests) {
    socket.write(request);
    let heard = '';
    while (!/\r\n\r\n[\s\S]*}$/.test(heard)) heard += (await once(socket, 'data'))[0];
    answers.push(heard);
  }
  socket.destroy();
  return answers;
}

it('an offer of another protocol is passed over: the request is answered, its body too, and the next one', async () => {
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAA';
  const body = '{"code":"none"}';
  const get = `GET /health HTTP/1.1\r\nHost: x\r\n${offer}\r\n\r\n`;
  const post = `POST /api/v1/session HTTP/1.1\r\nHost: x\r\n${offer}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const other = get.replace('h2c', 'websocket').replace('/health', '/elsewhere');
  const answers = await written(get, post, get, other, get);
  expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['200', '401', '200', '404', '200']);
  expect(answers[1]).toContain('invalid_sign_in_code');
  const nowhere = get
    .replace('h2c', 'websocket')
    .replace('/health', '/socket.io/')
    .replace('Host: x', 'Host: a b');
  expect((await written(nowhere))[0]).toMatch(/^HTTP\/1.1 400 [\s\S]*malformed_request/);
});

it('closes at once, however many are connected, also those that do not say goodbye', async () => {
  const own = await createTestApp();
  const address = await own.listen();
  const { authorization } = await own.as({ userId: 'alice' });
  const client = connectClient(address, { auth: { token: authorization.replace('Bearer ', '') } });
  await client.connected();
  const { hostname, port } = new URL(address);
  const rude = connect(Number(port), hostname);
  rude.on('error', () => {});
  rude.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(rude, 'data');
  rude.pause();
  const gone = disconnected(client);
  await own.close();
  expect(await gone).toMatch(/^transport/);
});
