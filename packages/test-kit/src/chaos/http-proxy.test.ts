import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HttpProxy, startHttpProxy } from './http-proxy.ts';

let server: Server;
let proxy: HttpProxy;
/** What reached the server. */
let done: string[] = [];
beforeEach(async () => {
  done = [];
  server = createServer(async (request, response) => {
    const body = await buffer(request);
    done.push(`${request.method} ${request.url} ${body.length} ${request.headers.host}`);
    response.writeHead(201, { 'x-kept': ['a', 'b'] }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startHttpProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await proxy.close();
  server.close();
});
const put = (path: string, body = 'hello') => fetch(`${proxy.url}${path}`, { method: 'PUT', body });

it('lets requests and answers through as they are, with the Host that was signed', async () => {
  const answer = await put('/a?b=%2F', 'x'.repeat(300_000));
  expect([answer.status, answer.headers.get('x-kept'), (await answer.text()).length]).toEqual([
    201,
    'a, b',
    300_000,
  ]);
  expect(done).toEqual([`PUT /a?b=%2F 300000 ${new URL(proxy.url).host}`]);
  expect(proxy.calls).toEqual([{ method: 'PUT', path: '/a?b=%2F' }]);
});

it('answers in the server’s place', async () => {
  proxy.faults(({ path }) => (path === '/bad' ? { do: 'answer', status: 500, body: 'no' } : undefined));
  expect([(await put('/bad')).status, (await put('/good')).status]).toEqual([500, 201]);
  expect(done.length).toBe(1);
});

it('loses the answer of what was done', async () => {
  proxy.faults(() => ({ do: 'lose-answer' }));
  await expect(put('/lost')).rejects.toThrow('fetch failed');
  expect(done.length).toBe(1);
});

it.each([
  { do: 'before', reached: ['/other'] },
  { do: 'after', reached: ['/held', '/other'] },
] as const)('holds a request $do the server does it', async ({ do: when, reached }) => {
  let [release, holds] = [() => {}, () => {}];
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = new Promise<void>((resolve) => {
    holds = resolve;
  });
  const run = () => {
    holds();
    return until;
  };
  proxy.faults(({ path }) => (path === '/held' ? { do: when, run } : undefined));
  const answer = put('/held');
  await held;
  await put('/other');
  expect(done.map((line) => line.split(' ')[1])).toEqual(reached);
  release();
  expect((await answer).status).toBe(201);
  expect(done.length).toBe(2);
});

it('resets a caller whose server is gone', async () => {
  server.close();
  server.closeAllConnections();
  await expect(put('/')).rejects.toThrow('fetch failed');
});
