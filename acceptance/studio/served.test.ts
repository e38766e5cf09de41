import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.remove());

const get = (path: string, encoding = 'identity') =>
  fetch(server.url + path, { headers: { 'accept-encoding': encoding } });

async function script(): Promise<string> {
  const html = await (await get('/')).text();
  const [, path] = /<script[^>]+src="(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
  if (path === undefined) throw new Error('the page has no script');
  return path;
}

test.each(['/', '/sign-in', '/bodies', '/bodies/tape', '/admin/audit?q=x'])(
  '%s is the studio',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
    const tag = answer.headers.get('etag') ?? '';
    const again = await fetch(server.url + path, { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(304);
  },
);

test('what the page loads is kept for ever, packed as the browser can unpack it, and says so to caches', async () => {
  const path = await script();
  const plain = await get(path);
  const size = (await plain.arrayBuffer()).byteLength;
  for (const [asked, given] of [
    ['identity', null],
    ['gzip', 'gzip'],
    ['br, gzip', 'br'],
  ] as const) {
    const answer = await get(path, asked);
    expect(answer.headers.get('content-encoding')).toBe(given);
    expect(answer.headers.get('vary')).toMatch(/accept-encoding/i);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect((await answer.arrayBuffer()).byteLength).toBe(size);
  }
});

test.each(['/assets/nothing.js', '/assets/../package.json', '/nowhere', '/index.html.br', '/.built'])(
  '%s is nothing',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
  },
);
