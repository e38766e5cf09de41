import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { io } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import { clientOf } from './harness/client.ts';
import { startServer, type TestServer, token } from './harness/server.ts';

let server: TestServer;
afterEach(() => server.remove());

const BODY = {
  name: 'Alice',
  sex: 'female',
  measurements: { height: 168, chest: 92, waist: 74, hip: 99 },
};
const json = { 'content-type': 'application/json' };

/** Connections that stay open from before the body is made until after the server has stopped. */
async function watch(url: string, avatarId: string) {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: token({ userId: 'alice' }) },
  });
  const complete = new Promise<{ modelUrl: string }>((resolve, reject) => {
    socket.on('avatar:processing:complete', resolve);
    socket.on('avatar:processing:error', ({ error }) => reject(new Error(error)));
  });
  await once(socket as never, 'connect');
  expect(await socket.emitWithAck('avatar:subscribe', { avatarId })).toEqual({ ok: true });
  return { socket, complete };
}

it('two processes: whoever is met tells of the body that is made, its webhook too, and SIGTERM waits for nobody', async () => {
  const calls: { headers: IncomingHttpHeaders; body: string }[] = [];
  const receiver = createServer(async (request, response) => {
    calls.push({ headers: request.headers, body: await text(request) });
    response.writeHead(204).end();
    receiver.emit('taken');
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  server = await startServer({ LIKENESS_PROCESSES: '2', LIKENESS_WEBHOOKS_TO_PRIVATE: 'on' });
  const admin = clientOf(server, { userId: 'root', role: 'admin' });
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const hook = await admin.request<{ secret: string }>('POST', '/api/v1/webhooks', {
    headers: json,
    body: JSON.stringify({ url, topics: ['avatar.processing.completed'] }),
  });
  expect(hook.status).toBe(201);

  const alice = clientOf(server, { userId: 'alice' });
  const made = await alice.request<{ avatarId: string }>('POST', '/api/v1/avatars/measurement-based', {
    headers: json,
    body: JSON.stringify(BODY),
  });
  expect(made.status).toBe(202);
  const { avatarId } = made.body;
  const watchers = await Promise.all(Array.from({ length: 4 }, () => watch(server.url, avatarId)));
  const [complete] = await Promise.all(watchers.map((watcher) => watcher.complete));
  expect(complete?.modelUrl).toBe(`${server.url}/api/v1/avatars/${avatarId}/model`);
  expect((await alice.request('GET', `/api/v1/avatars/${avatarId}`)).body).toMatchObject({ status: 'ready' });

  while (calls.length === 0) await once(receiver, 'taken');
  const [{ headers, body }] = calls as [(typeof calls)[0]];
  expect(JSON.parse(body)).toMatchObject({ type: 'avatar.processing.completed', data: { avatarId } });
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(hook.body.secret.replace('whsec_', ''), 'base64');
  expect(headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  );
  receiver.close();

  const gone = watchers.map(({ socket }) => once(socket as never, 'disconnect'));
  expect(await server.stop()).toBe(0);
  expect(server.output()).not.toContain('still running');
  // the transport went, so a client of theirs comes back by itself
  for (const [reason] of await Promise.all(gone)) expect(reason).toMatch(/^transport/);
  for (const { socket } of watchers) socket.disconnect();
});
