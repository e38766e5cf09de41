import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';

/** bytes, gzip; `node benchmarks/client-size.mjs` tells what it is */
const MOST = 8_192;

let code: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL('index.ts', import.meta.url).pathname],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'client',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    write: false,
  });
  code = outputFiles[0]?.text ?? '';
});

it('is small', () => {
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(MOST);
});

it('needs nothing of a browser or of Node until it is used, as in React Native', async () => {
  const asked: unknown[] = [];
  // an engine without DOM, crypto, XMLHttpRequest; what fetch is made of comes from here
  const globals = {
    AbortController,
    AbortSignal,
    ArrayBuffer,
    Blob,
    Error,
    FormData,
    Headers,
    Promise,
    Request,
    Response,
    URLSearchParams,
    Uint8Array,
    clearTimeout,
    setTimeout,
    picture: new Uint8Array([1, 2, 3]),
    fetch: async (url: string, { headers }: { headers: Record<string, string> }) => {
      asked.push([url, headers['idempotency-key']?.length]);
      return new Response(JSON.stringify({ data: { avatarId: 'a' } }), { status: 201 });
    },
  };
  const script = `${code}; client.createLikeness({ baseUrl: 'http://x.example', fetch }).portraits.upload(picture)`;
  expect(await runInNewContext(script, globals)).toEqual({ avatarId: 'a' });
  expect(asked).toEqual([['http://x.example/api/v1/users/me/avatar', 32]]);
});
