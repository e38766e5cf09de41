import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { isPublicAddress } from '@likeness/server/net';
import { afterEach, expect, test } from 'vitest';
import { type FetchOptions, fetchPicture } from './fetch-picture.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const fetchWith = (address: string, options: Partial<FetchOptions> = {}) =>
  fetchPicture(address, {
    allowed: () => true,
    maxSize: 1_000,
    signal: AbortSignal.timeout(20_000),
    ...options,
  });

test('the body is what was sent, and credentials go along', async () => {
  let authorization: string | undefined;
  const base = await serve((request, response) => {
    authorization = request.headers.authorization;
    response.end('picture');
  });
  const body = await fetchWith(base.replace('//', '//user:secret@'));
  expect((await buffer(body)).toString()).toBe('picture');
  expect(authorization).toBe(`Basic ${Buffer.from('user:secret').toString('base64')}`);
});

test.each([
  'http://127.0.0.1:1/',
  'http://localhost:1/',
  'http://[::1]:1/',
  'http://2130706433/',
  'http://0x7f.1/',
])('loopback is refused: %s', async (address) => {
  await expect(fetchWith(address, { allowed: isPublicAddress })).rejects.toMatchObject({
    code: 'private_address',
  });
});

test.each(['file:///etc/passwd', 'ftp://example.org/a', 'data:image/png;base64,AA', 'gopher://x/'])(
  'only http and https: %s',
  async (address) => {
    await expect(fetchWith(address)).rejects.toMatchObject({ code: 'unsupported_address' });
  },
);

test('a redirect is followed without the credentials, and checked like the first address', async () => {
  const seen: (string | undefined)[] = [];
  const base = await serve((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === '/to-file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    else if (request.url === '/there') response.end('there');
    else response.writeHead(302, { location: `${base}/there` }).end();
  });
  expect((await buffer(await fetchWith(base.replace('//', '//user:secret@')))).toString()).toBe('there');
  expect(seen).toEqual([expect.stringMatching(/^Basic /), undefined]);
  await expect(fetchWith(`${base}/to-file`)).rejects.toMatchObject({ code: 'unsupported_address' });
});

test('a redirect to an inner address is refused', async () => {
  const asked: string[] = [];
  const base = await serve((request, response) => {
    asked.push(request.url ?? '');
    const location = `http://${request.url === '/name' ? 'localhost' : '127.0.0.2'}:1/inner`;
    response.writeHead(302, { location }).end();
  });
  // the server of this test stands for a public one
  const allowed = (address: string) => address === '127.0.0.1' && asked.length === 0;
  await expect(fetchWith(`${base}/address`, { allowed })).rejects.toMatchObject({ code: 'private_address' });
  asked.length = 0;
  await expect(fetchWith(`${base}/name`, { allowed })).rejects.toMatchObject({ code: 'private_address' });
  expect(asked).toEqual(['/name']);
});

test('five redirects and no more', async () => {
  const base = await serve((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end('end');
    else response.writeHead(301, { location: `/${left - 1}` }).end();
  });
  expect((await buffer(await fetchWith(`${base}/5`))).toString()).toBe('end');
  await expect(fetchWith(`${base}/6`)).rejects.toMatchObject({ code: 'too_many_redirects' });
});

test('what is announced as too large is not begun', async () => {
  const base = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1001' });
    response.write('x');
  });
  await expect(fetchWith(base)).rejects.toMatchObject({ code: 'file_too_large' });
});

test('a compressed answer is refused: nothing is unpacked', async () => {
  const base = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'));
  await expect(fetchWith(base)).rejects.toMatchObject({ code: 'content_encoding' });
});

test.each([204, 206, 304, 404, 500])('the status %i is an error that says so', async (status) => {
  const base = await serve((_, response) => response.writeHead(status).end());
  await expect(fetchWith(base)).rejects.toMatchObject({ code: `http_${status}` });
});

test('a server that says nothing is left', async () => {
  const base = await serve(() => {});
  await expect(fetchWith(base, { idleTimeout: 50 })).rejects.toMatchObject({ code: 'timed_out' });
  await expect(fetchWith(base, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'timed_out',
  });
});

test('a host that is not there', async () => {
  const base = await serve(() => {});
  server?.close();
  await expect(fetchWith(base)).rejects.toMatchObject({ code: 'connection_failed' });
  await expect(fetchWith('http://no-such-host.invalid/')).rejects.toMatchObject({ code: 'unknown_host' });
});
