import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { forgetExpired } from '../cleanup/forget-expired.ts';
import { startWebhookWorker, type WebhookWorker } from '../events/deliver-webhooks.ts';
import { createEventBus } from '../events/event-bus.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

interface Call {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let test: TestApp;
let receiver: Server;
let base: string;
/** What the receiver answers, in turn; then 204. */
let answers: { status: number; headers?: Record<string, string> }[] = [];
const calls: Call[] = [];
const lines: string[] = [];
const workers: WebhookWorker[] = [];

beforeAll(async () => {
  test = await createTestApp({
    env: { LIKENESS_WEBHOOKS_TO_PRIVATE: 'on' },
    logTo: { write: (line) => void lines.push(line) },
  });
  receiver = createServer(async (request, response) => {
    calls.push({ path: request.url ?? '', headers: request.headers, body: await text(request) });
    const { status, headers = {} } = answers.shift() ?? { status: 204 };
    response.writeHead(status, headers).end();
    receiver.emit('taken');
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const { config, database, log, sealing } = test.services;
  for (let process = 0; process < 2; process += 1) {
    workers.push(startWebhookWorker({ config, db: database.db, log, seal: sealing.common, interval: 20 }));
  }
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  receiver.close();
  await test.close();
});
beforeEach(async () => {
  await test.services.database.pool.query('DELETE FROM shared.webhooks');
  calls.length = 0;
  answers = [];
});

const admin = (org = 'default') => test.as({ userId: 'root', role: 'admin', organization: org });
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
async function ask(method: Method, path = '', payload?: object, headers: Record<string, string> = {}) {
  return test.app.inject({
    method,
    url: `/api/v1/webhooks${path}`,
    headers: { ...(await admin()), ...headers },
    ...(payload && { payload }),
  });
}
const register = async (path = '/hook', topics = ['*']): Promise<{ id: string; secret: string }> =>
  (await ask('POST', '', { url: base + path, topics })).json();

async function organizationOf(slug = 'default'): Promise<string> {
  const { rows } = await test.services.database.pool.query(
    'SELECT id FROM shared.organizations WHERE slug = $1',
    [slug],
  );
  return rows[0].id;
}
async function dispatch(
  topic: string,
  payload: Record<string, unknown> = {},
  id: string = randomUUID(),
): Promise<string> {
  const { database, log } = test.services;
  const bus = createEventBus({ db: database.db, log });
  await bus.dispatch({ id, topic, payload: { organizationId: await organizationOf(), ...payload } });
  return id;
}
async function taken(count: number): Promise<void> {
  while (calls.length < count) await once(receiver, 'taken');
}
const called = (id: string, attempts: number) =>
  lines.some((line) => {
    const record = JSON.parse(line);
    return record.msg === 'webhook called' && record.webhook === id && record.attempts === attempts;
  });
/** The deliveries of a webhook, once the answer to a try has been written down. */
async function settled(id: string, status: string, attempts = 1) {
  for (;;) {
    const { deliveries } = (await ask('GET', `/${id}`)).json();
    const [first] = deliveries;
    if (first?.status === status && called(id, attempts)) return deliveries;
  }
}
/** The next try is due now. */
const hurry = () => test.services.database.pool.query('UPDATE shared.webhook_deliveries SET next_at = now()');

it('an event is told once, signed, with ids only', async () => {
  const { id, secret } = await register('/hook?of=shop', ['avatar.*']);
  const other = await register('/other', ['portrait.uploaded']);
  const avatarId = randomUUID();
  const eventId = await dispatch('avatar.used', { avatarId });
  await dispatch('avatar.used', { avatarId }, eventId);
  const deliveries = await settled(id, 'delivered');
  expect(deliveries).toMatchObject([{ eventId, topic: 'avatar.used', lastAnswer: '204', nextAt: null }]);
  expect((await ask('GET', `/${other.id}`)).json().deliveries).toEqual([]);
  expect(calls).toHaveLength(1);
  const [{ path, headers, body }] = calls as [Call];
  expect(path).toBe('/hook?of=shop');
  expect(headers['content-type']).toBe('application/json');
  expect(headers['webhook-id']).toBe(eventId);
  const signed = `${eventId}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  expect(headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  );
  expect(Math.abs(Number(headers['webhook-timestamp']) * 1_000 - Date.now())).toBeLessThan(600_000);
  const message = JSON.parse(body);
  expect(message).toEqual({
    id: eventId,
    type: 'avatar.used',
    createdAt: message.createdAt,
    data: { organizationId: await organizationOf(), avatarId },
  });
});

it('a failure is tried again after 5 s, 30 s … and given up after seven tries', async () => {
  answers = Array.from({ length: 7 }, () => ({ status: 500 }));
  const { id } = await register();
  let from = Date.now();
  const eventId = await dispatch('avatar.used');
  for (const [index, seconds] of [5, 30, 120, 600, 3_600, 21_600].entries()) {
    const [delivery] = await settled(id, 'pending', index + 1);
    expect(delivery.lastAnswer).toBe('500');
    const next = new Date(delivery.nextAt).getTime() - seconds * 1_000;
    expect(next).toBeGreaterThanOrEqual(from);
    expect(next).toBeLessThanOrEqual(Date.now());
    from = Date.now();
    await hurry();
  }
  await settled(id, 'failed', 7);
  expect(calls.map(({ headers }) => headers['webhook-id'])).toEqual(Array(7).fill(eventId));
});

it('a receiver that recovers gets what it missed', async () => {
  answers = [{ status: 503 }];
  const { id } = await register();
  await dispatch('avatar.created');
  await settled(id, 'pending');
  await hurry();
  expect(await settled(id, 'delivered', 2)).toHaveLength(1);
});

it('a redirect is not followed', async () => {
  answers = [{ status: 302, headers: { location: `${base}/elsewhere` } }];
  const { id } = await register();
  await dispatch('avatar.used');
  expect((await settled(id, 'pending'))[0].lastAnswer).toBe('302');
  expect(calls.map(({ path }) => path)).toEqual(['/hook']);
});

it('an answer that switches protocols, or ends without one, holds nobody up', async () => {
  answers = [{ status: 101, headers: { connection: 'Upgrade', upgrade: 'x' } }];
  const { id } = await register();
  await dispatch('avatar.used');
  expect((await settled(id, 'pending'))[0].lastAnswer).toBe('101');
});

it('410 switches a webhook off; what happens meanwhile is not told', async () => {
  answers = [{ status: 410 }];
  const { id } = await register();
  await dispatch('avatar.used');
  await settled(id, 'failed');
  while ((await ask('GET', `/${id}`)).json().active) await new Promise(setImmediate);
  await dispatch('avatar.used');
  expect((await ask('GET', `/${id}`)).json().deliveries).toHaveLength(1);
  expect((await ask('PATCH', `/${id}`, { active: true })).json().active).toBe(true);
  await dispatch('avatar.used');
  await taken(2);
  expect((await ask('GET', `/${id}`)).json().deliveries).toHaveLength(2);
});

it('what waits for one that is switched off waits until it is on again', async () => {
  answers = [{ status: 500 }];
  const { id } = await register();
  await dispatch('avatar.used');
  await settled(id, 'pending');
  await ask('PATCH', `/${id}`, { active: false });
  await hurry();
  const other = await register('/other');
  await dispatch('avatar.deleted');
  await settled(other.id, 'delivered');
  expect(calls.map(({ path }) => path)).toEqual(['/hook', '/other']);
  await ask('PATCH', `/${id}`, { active: true });
  await settled(id, 'delivered', 2);
});

it('an unreachable receiver is told by a word', async () => {
  const gone = createServer();
  await once(gone.listen(0, '127.0.0.1'), 'listening');
  const { port } = gone.address() as AddressInfo;
  gone.close();
  const { id } = (await ask('POST', '', { url: `http://127.0.0.1:${port}/`, topics: ['*'] })).json();
  await dispatch('avatar.used');
  expect((await settled(id, 'pending'))[0].lastAnswer).toBe('ECONNREFUSED');
});

it('a test event goes to one webhook, also to one that asked for nothing of the kind and is off', async () => {
  const { id } = await register('/hook', ['avatar.used']);
  await register('/other', ['*']);
  await ask('PATCH', `/${id}`, { active: false });
  const { eventId } = (await ask('POST', `/${id}/test`)).json();
  const { rows } = await test.services.database.pool.query('SELECT * FROM shared.outbox WHERE id = $1', [
    eventId,
  ]);
  const { database, log } = test.services;
  await createEventBus({ db: database.db, log }).dispatch(rows[0]);
  expect(await settled(id, 'delivered')).toMatchObject([{ eventId, topic: 'webhook.test' }]);
  expect(calls.map(({ path }) => path)).toEqual(['/hook']);
});

it('subscribers in the process are told, and one that fails has the event told again', async () => {
  const { database, log } = test.services;
  const bus = createEventBus({ db: database.db, log });
  const told: string[] = [];
  bus.subscribe('avatar.used', () => Promise.reject(new Error('not now')));
  const end = bus.subscribe('avatar.used', ({ payload }) => void told.push(payload.avatarId));
  const row = { id: randomUUID(), topic: 'avatar.used', payload: { avatarId: 'a' } };
  await expect(bus.dispatch(row)).rejects.toThrow('not now');
  end();
  await expect(bus.dispatch(row)).rejects.toThrow('not now');
  expect(told).toEqual(['a']);
});

it('the secret is in the first answer only, sealed in the database, in no log', async () => {
  const { id, secret } = await register();
  await dispatch('avatar.used');
  await settled(id, 'delivered');
  const answersAfter = [
    await ask('GET'),
    await ask('GET', `/${id}`),
    await ask('PATCH', `/${id}`, { topics: ['avatar.used'] }),
  ];
  const { pool } = test.services.database;
  const kept = (await pool.query('SELECT * FROM shared.webhooks')).rows[0].sealed_secret as Buffer;
  const keys = JSON.stringify((await pool.query('SELECT * FROM shared.idempotency_keys')).rows);
  const everything = [...answersAfter.map(({ body }) => body), keys, kept.toString('latin1'), ...lines].join(
    '\n',
  );
  const bare = secret.replace('whsec_', '');
  expect(secret).toMatch(/^whsec_/);
  expect(everything).not.toContain(bare);
  expect(everything).not.toContain(Buffer.from(bare, 'base64').toString('latin1'));
});

it('a repeat with the same Idempotency-Key gets the same webhook, for whom the first answer did not reach', async () => {
  const payload = { url: `${base}/hook`, topics: ['*'] };
  const key = { 'idempotency-key': randomUUID() };
  const first = await ask('POST', '', payload, key);
  const again = await ask('POST', '', payload, key);
  expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
  expect(again.json()).toEqual(first.json());
  expect(again.headers['idempotency-replayed']).toBe('true');
  const other = await ask('POST', '', { ...payload, topics: ['avatar.*'] }, key);
  expect(other.json().code).toBe('idempotency_key_reused');
  const { rows } = await test.services.database.pool.query(
    `SELECT body FROM shared.idempotency_keys WHERE key = '${key['idempotency-key']}'`,
  );
  expect(rows[0].body).toEqual({ id: first.json().id });
});

it("another organization's webhook is 404, and its events are not told here", async () => {
  const { id } = await register();
  const stranger = await admin('other');
  const requests = [
    { method: 'GET', url: `/api/v1/webhooks/${id}` },
    { method: 'PATCH', url: `/api/v1/webhooks/${id}`, payload: { active: false } },
    { method: 'POST', url: `/api/v1/webhooks/${id}/test` },
    { method: 'DELETE', url: `/api/v1/webhooks/${id}` },
  ] as const;
  for (const request of requests) {
    const answer = await test.app.inject({ ...request, headers: stranger });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'webhook_not_found']);
  }
  const list = await test.app.inject({ url: '/api/v1/webhooks', headers: stranger });
  expect(list.json().webhooks).toEqual([]);
  await dispatch('avatar.used', { organizationId: await organizationOf('other') });
  await dispatch('webhook.test', { organizationId: await organizationOf('other'), webhookId: id });
  expect((await ask('GET', `/${id}`)).json()).toMatchObject({ active: true, deliveries: [] });
});

it('an organization has twenty at most, however many are asked for at once', async () => {
  const made = await Promise.all(
    Array.from({ length: 25 }, () => ask('POST', '', { url: `${base}/hook`, topics: ['*'] })),
  );
  expect(made.filter(({ statusCode }) => statusCode === 201)).toHaveLength(20);
  expect(made.filter(({ statusCode }) => statusCode === 409)).toHaveLength(5);
  const [first] = (await ask('GET')).json().webhooks;
  expect((await ask('DELETE', `/${first.id}`)).statusCode).toBe(204);
  expect((await ask('POST', '', { url: `${base}/hook`, topics: ['*'] })).statusCode).toBe(201);
});

it.each<[string, object]>([
  ['no address', { url: 'shop', topics: ['*'] }],
  ['another scheme', { url: 'ftp://example.org/', topics: ['*'] }],
  ['a password in it', { url: 'https://a:b@example.org/', topics: ['*'] }],
  ['an unknown topic', { url: 'https://1.1.1.1/', topics: ['avatar.sold'] }],
  ['no topic', { url: 'https://1.1.1.1/', topics: [] }],
  ['an unknown field', { url: 'https://1.1.1.1/', topics: ['*'], secret: 'mine' }],
  ['an endless address', { url: `https://1.1.1.1/${'a'.repeat(2_000)}`, topics: ['*'] }],
])('%s is refused', async (_what, payload) => {
  expect((await ask('POST', '', payload)).statusCode).toBe(422);
});

it('an empty change is refused', async () => {
  const { id } = await register();
  expect((await ask('PATCH', `/${id}`, {})).json().code).toBe('invalid_value');
});

it('inner addresses are refused when they are given and when they are called, unless they are allowed', async () => {
  const { config, database, log, sealing } = test.services;
  const closed = await createTestApp();
  try {
    const headers = await closed.as({ userId: 'root', role: 'admin' });
    for (const url of [
      `${base}/`,
      'http://localhost/',
      'http://[::1]/',
      'http://169.254.169.254/latest',
      'http://2130706433/',
    ]) {
      const payload = { url, topics: ['*'] };
      const answer = await closed.app.inject({ method: 'POST', url: '/api/v1/webhooks', headers, payload });
      expect([url, answer.json().code]).toEqual([url, 'webhook_address_refused']);
    }
  } finally {
    await closed.close();
  }
  // it was allowed, or its name led elsewhere, when it was given
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  const { id } = await register();
  await dispatch('avatar.used');
  const strict = { ...config, events: { ...config.events, toPrivate: false } };
  const common = { db: database.db, log, seal: sealing.common, interval: 20 };
  const worker = startWebhookWorker({ config: strict, ...common });
  expect((await settled(id, 'pending'))[0].lastAnswer).toBe('private_address');
  await worker.stop();
  expect(calls).toEqual([]);
  workers.push(startWebhookWorker({ config, ...common }));
});

it('a stop ends a try that is under way, and that was none', async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  const silent = createServer();
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const { id } = (await ask('POST', '', { url, topics: ['*'] })).json();
  await dispatch('avatar.used');
  const { config, database, log, sealing } = test.services;
  const worker = startWebhookWorker({ config, db: database.db, log, seal: sealing.common });
  await once(silent, 'request');
  await worker.stop();
  silent.closeAllConnections();
  silent.close();
  expect((await ask('GET', `/${id}`)).json().deliveries).toMatchObject([{ status: 'pending', attempts: 0 }]);
});

it('what was told a week ago is forgotten, what waits is not', async () => {
  const { id } = await register();
  const { db, pool } = test.services.database;
  for (const [status, days] of [
    ['delivered', 8],
    ['failed', 8],
    ['delivered', 6],
    ['pending', 8],
  ] as const) {
    await pool.query(
      `INSERT INTO shared.webhook_deliveries (webhook_id, event_id, topic, payload, status, next_at)
       VALUES ($1, gen_random_uuid(), 'avatar.used', '{}', $2, now() - $3 * interval '1 day')`,
      [id, status, days],
    );
  }
  const left = async () =>
    (await ask('GET', `/${id}`))
      .json()
      .deliveries.map(({ status }: { status: string }) => status)
      .toSorted();
  await forgetExpired(db);
  expect(await left()).toEqual(['delivered', 'pending']);
  await pool.query('UPDATE shared.webhooks SET active = false');
  await forgetExpired(db);
  expect(await left()).toEqual(['delivered']);
});
