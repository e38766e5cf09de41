import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { photo } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
let url: URL;
beforeAll(async () => {
  test = await createTestApp({ env: { LIKENESS_CORS_ORIGINS: 'https://app.example' } });
  url = new URL(await test.app.listen({ port: 0 }));
});
afterAll(() => test.close());

/** What a client can send that a well-behaved library would not. */
async function raw(request: string): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  socket.write(request);
  return text(socket);
}
const get = (path: string) => raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

describe('addresses that are none', () => {
  it.each([
    ['/%zz', 400],
    ['/api/v1/session%2Fx', 404],
    ['//', 404],
    ['//api//v1//session', 404],
    ['/api/../api/v1/session', 404],
    ['/api/./v1/session', 404],
    ['/API/V1/SESSION', 404],
    ['/api/v1/session/', 404],
    ['/avatars/not-a-uuid/small.jpg', 400],
    [`/avatars/${'x'.repeat(3_000)}/small.jpg`, 404],
    ['/avatars/%00/small.jpg', 400],
    ['/avatars/00000000-0000-4000-8000-000000000000/%00.jpg', 404],
    ['/.env', 404],
    ['/page/../../../package.json', 404],
    ['/docs/static/..%2f..%2fpackage.json', 404],
  ])('%s is answered with a problem of %d', async (path, status) => {
    const answer = await get(path);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status, success: false });
  });

  it.each([
    ['NONSENSE\r\n\r\n', 400],
    [`GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
  ])('%# what is no HTTP gets a problem too', async (request, status) => {
    const answer = await raw(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
  });
});

describe('the host that a client asks for', () => {
  const ask = (version: string, host: string) =>
    raw(`GET /api/v1/session HTTP/${version}\r\n${host}Connection: close\r\n\r\n`);

  it.each(['a:99999', '[::', '%zz', '<x>', 'a/b?c', 'a,b', 'a b', 'user@a'])(
    'is refused before any work: %s',
    async (host) => {
      const answer = await ask('1.1', `Host: ${host}\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('malformed_request');
    },
  );

  it.each(['x', 'pictures.example:8443', '[::1]:3000', '127.0.0.1', 'my_service:3000', ''])(
    'is taken: %j',
    async (host) => expect(await ask('1.1', `Host: ${host}\r\n`)).not.toMatch(/^HTTP\/1.1 [45]00 /),
  );

  it('may be missing in HTTP/1.0: addresses are then those of the connection', async () => {
    const { authorization } = await test.as({ userId: 'host-less' });
    const body = new FormData();
    body.set('avatar', new Blob([new Uint8Array(await photo())]), 'me.jpg');
    const path = '/api/v1/users/me/avatar';
    await fetch(new URL(path, url), { method: 'POST', headers: { authorization }, body });
    const answer = await raw(`GET ${path}/info HTTP/1.0\r\nAuthorization: ${authorization}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    const { data } = JSON.parse(answer.slice(answer.indexOf('{')));
    expect(new URL(data.urls.small).port).toBe(url.port);
    expect((await fetch(data.urls.small)).status).toBe(200);
  });
});

describe('names of the longest kind', () => {
  it.each([101, 200])('%d characters can be asked for', async (length) => {
    for (const letter of ['x', 'ü', '-']) {
      const answer = await get(`/api/v1/items/${encodeURIComponent(letter.repeat(length))}/avatar`);
      expect(answer).toContain('"code":"no_portrait"');
    }
  });
});

describe('methods', () => {
  it('a known address says which it takes', async () => {
    const answer = await test.app.inject({ method: 'PUT', url: '/api/v1/session' });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers.allow).toBe('DELETE, GET, HEAD, POST');
    expect(answer.json()).toMatchObject({ code: 'method_not_allowed', success: false });
  });

  it.each(['TRACE', 'PROPFIND', 'OPTIONS'])('%s is refused', async (method) => {
    expect(await raw(`${method} /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 405 /,
    );
  });

  it('an unknown address is 404 for any method', async () => {
    expect((await test.app.inject({ method: 'DELETE', url: '/nowhere' })).json()).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('bodies', () => {
  it.each([
    ['{"code":', 'application/json', 400, 'malformed_request'],
    ['', 'application/json', 400, 'malformed_request'],
    ['{"__proto__":{"x":1},"code":"x"}', 'application/json', 400, 'malformed_request'],
    ['code=x', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['code', 'text/plain', 415, 'unsupported_media_type'],
    ['{}', 'application/json', 422, 'invalid_value'],
    ['{"code":7}', 'application/json', 422, 'invalid_value'],
    [JSON.stringify({ code: 'x'.repeat(2_000_000) }), 'application/json', 413, 'body_too_large'],
  ])('%# %s', async (payload, type, status, code) => {
    const answer = await test.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': type },
      payload,
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  it('an impossible value names its field', async () => {
    const answer = await test.app.inject({ method: 'POST', url: '/api/v1/session', payload: { code: 7 } });
    expect(answer.json().errors).toEqual([{ field: 'code', message: expect.any(String) }]);
  });
});

describe('every answer', () => {
  it.each(['/', '/health', '/docs', '/openapi.json', '/nowhere', '/api/v1/session'])(
    '%s carries the headers',
    async (path) => {
      const { headers } = await test.app.inject(path);
      const csp = String(headers['content-security-policy']);
      expect(csp).toContain("default-src 'none'");
      expect(csp).toContain("frame-ancestors 'none'");
      // WebAssembly is all that is allowed besides files of this server
      expect(csp.replaceAll("'wasm-unsafe-eval'", '')).not.toContain('unsafe');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('echoes a request id that is one', async () => {
    const ask = async (id: string) =>
      (await test.app.inject({ url: '/nowhere', headers: { 'x-request-id': id } })).json();
    expect((await ask('trace-7')).requestId).toBe('trace-7');
    expect((await ask('no spaces')).requestId).not.toBe('no spaces');
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    test.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/session',
      headers: { origin, 'access-control-request-method': 'GET' },
    });

  it('a listed one may ask, without cookies', async () => {
    const answer = await preflight('https://app.example');
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it.each(['https://evil.example', 'https://app.example.evil.example', 'null'])(
    '%s may not',
    async (origin) => {
      expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined();
      const answer = await test.app.inject({ url: '/api/v1/session', headers: { origin } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    },
  );
});

describe('the page', () => {
  it('has no inline script or style and loads nothing from elsewhere', async () => {
    const { body } = await test.app.inject('/');
    expect(body).not.toMatch(/<style|style=|onclick=|<script(?![^>]*\ssrc=)/);
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\//);
    const files = [...body.matchAll(/(?:src|href)="(\/(?:assets\/|favicon)[^"]+)"/g)].map(
      ([, path]) => path ?? '',
    );
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const path of files) expect((await test.app.inject(path)).statusCode).toBe(200);
  });

  it('is not sent again when nothing changed', async () => {
    const { headers } = await test.app.inject('/');
    const again = await test.app.inject({ url: '/', headers: { 'if-none-match': String(headers.etag) } });
    expect(again.statusCode).toBe(304);
  });
});
