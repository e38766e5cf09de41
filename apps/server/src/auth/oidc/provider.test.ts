import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProvider } from './provider.ts';

let answers = true;
let asked = 0;
const server = createServer((_request, response) => {
  asked += 1;
  if (!answers) return void response.writeHead(503).end();
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const known = { issuer, authorization_endpoint: `${issuer}/in`, jwks_uri: `${issuer}/keys` };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(known));
});
beforeEach(async () => {
  answers = true;
  asked = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const providerWith = (times: { fresh: number; retry: number }) =>
  createProvider(
    {
      issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      clientId: 'likeness',
      clientSecret: undefined,
      scopes: 'openid',
      name: 'test',
      roleClaim: 'role',
      orgClaim: 'org',
    },
    times,
  );

test('a description that was read is kept while the provider gives no newer one', async () => {
  const provider = providerWith({ fresh: -1, retry: 1e9 });
  const first = await provider.configuration();
  answers = false;
  expect(await provider.configuration()).toBe(first);
  expect(asked).toBe(2);
  answers = true;
  // not before its time
  expect(await provider.configuration()).toBe(first);
  expect(asked).toBe(2);
});

test('it is read again when it is old, once for all who wait', async () => {
  const provider = providerWith({ fresh: -1, retry: -1 });
  const first = await provider.configuration();
  const [second, third] = await Promise.all([provider.configuration(), provider.configuration()]);
  expect(second).not.toBe(first);
  expect(third).toBe(second);
  expect(asked).toBe(2);
});

test('a provider that never answered is asked again by the next who comes', async () => {
  answers = false;
  const provider = providerWith({ fresh: 1e9, retry: 1e9 });
  await expect(provider.configuration()).rejects.toMatchObject({ code: 'sign_in_unavailable' });
  answers = true;
  expect(await provider.configuration()).toBe(await provider.configuration());
  expect(asked).toBe(2);
});
