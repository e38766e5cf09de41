import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ApiClient } from './api-client.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener) {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  let waits = 0;
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
  return { client: new ApiClient(url, () => waits++), waits: () => waits };
}

test.each([429, 503])('%i is waited for as Retry-After says, and the call made again', async (status) => {
  const times: number[] = [];
  const { client, waits } = await serve((_, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(status, { 'retry-after': '1' }).end();
    else response.end('there');
  });
  expect((await client.call('GET', '/a')).body.toString()).toBe('there');
  expect(waits()).toBe(1);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950);
});

test('a failure is known by its status and its code', async () => {
  const { client } = await serve((_, response) => response.writeHead(422).end('{"code":"invalid_value"}'));
  await expect(client.call('GET', '/a')).rejects.toMatchObject({ code: '422 invalid_value' });
  server?.closeAllConnections();
  server?.close();
  await expect(client.call('GET', '/a')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
