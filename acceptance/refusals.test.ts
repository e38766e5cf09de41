import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { photo, pixelBombPng, svgs, textAsJpg, tiff, truncatedJpeg } from '@likeness/test-kit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Answer, clientOf, type Problem } from './harness/client.ts';
import { startServer, type TestServer, token } from './harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ AVATAR_MAX_FILE_SIZE: '2000000' });
});
afterAll(() => server.remove());
afterEach(async () => {
  // a connection that broke off may be noticed after the answer to a later one
  await expect.poll(() => readdir(join(server.dataDir, 'tmp')), { timeout: 20_000 }).toEqual([]);
});

const UPLOAD = '/api/enterprise/avatar/upload';
const NOBODY = '00000000-0000-4000-8000-000000000000';

function expectProblem(answer: Answer<unknown>, status: number, code: string): void {
  const problem = answer.body as Problem;
  expect([answer.status, problem.code]).toEqual([status, code]);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem).toMatchObject({ status, success: false, requestId: answer.headers.get('x-request-id') });
  expect(problem.detail).toMatch(/^[A-Z].{15,}\.$/s);
  expect(JSON.stringify(problem)).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
}

const bytesOf: Record<string, () => Promise<Uint8Array> | Uint8Array> = {
  'an empty file': () => new Uint8Array(),
  'text named .jpg': textAsJpg,
  'a truncated JPEG': () => truncatedJpeg(),
  'an SVG': () => Object.values(svgs())[0] ?? new Uint8Array(),
  'a TIFF': () => tiff(),
  'a file over the limit': () => new Uint8Array(2_000_001).fill(0xff),
  'a pixel bomb': () => pixelBombPng(),
};

test.each([
  ['an empty file', 400, 'empty_file'],
  ['text named .jpg', 415, 'unsupported_image'],
  ['a truncated JPEG', 422, 'damaged_image'],
  ['an SVG', 415, 'svg_not_supported'],
  ['a TIFF', 415, 'tiff_not_supported'],
  ['a file over the limit', 413, 'file_too_large'],
  ['a pixel bomb', 422, 'image_side_too_long'],
])('%s is refused with %i %s', async (what, status, code) => {
  expectProblem(await clientOf(server).upload((await bytesOf[what]?.()) ?? new Uint8Array()), status, code);
});

test('the form: no file, two files, a wrong field, no form at all, a wrong boundary', async () => {
  const user = clientOf(server);
  const bytes = new Uint8Array(await photo());
  const send = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    user.request('POST', UPLOAD, { body, headers });
  const file = () => new Blob([bytes]);
  const form = (...parts: [string, Blob | string][]) => {
    const data = new FormData();
    for (const [name, value] of parts) {
      if (typeof value === 'string') data.append(name, value);
      else data.append(name, value, 'a.jpg');
    }
    return data;
  };
  expectProblem(await send(form()), 400, 'missing_file');
  expectProblem(await send(form(['position', 'north'])), 400, 'missing_file');
  expectProblem(await send(form(['avatar', 'just text'])), 400, 'missing_file');
  expectProblem(await send(form(['avatar', file()], ['avatar', file()])), 400, 'too_many_files');
  expectProblem(await send(form(['picture', file()])), 400, 'unexpected_field');
  expectProblem(await send(form(['avatar', file()], ['role', 'admin'])), 400, 'unexpected_field');
  expectProblem(await send('{}', { 'content-type': 'application/json' }), 400, 'not_multipart');
  expectProblem(await send(bytes, { 'content-type': 'image/jpeg' }), 415, 'unsupported_media_type');
  const multipart = { 'content-type': 'multipart/form-data; boundary=right' };
  expectProblem(await send('--wrong\r\n\r\n', multipart), 400, 'malformed_multipart');
  expectProblem(await send('x', { 'content-type': 'multipart/form-data' }), 400, 'malformed_multipart');
  const long = { 'content-type': `multipart/form-data; boundary=${'b'.repeat(256)}` };
  expectProblem(await send('x', long), 400, 'malformed_multipart');
});

test('the fields: an impossible crop, position, preset', async () => {
  const user = clientOf(server);
  const bytes = await photo({ width: 300, height: 200 });
  const refused: [Record<string, string>, string][] = [
    [{ crop: '0,0,301,200' }, 'crop_outside_picture'],
    [{ crop: 'all' }, 'invalid_value'],
    [{ position: 'nose' }, 'invalid_value'],
    [{ preset: 'gigantic' }, 'unknown_preset'],
    [{ preset: '__proto__' }, 'unknown_preset'],
  ];
  for (const [fields, code] of refused) expectProblem(await user.upload(bytes, { fields }), 422, code);
});

test('a picture within the limits that a turn would make too large', async () => {
  const fields = { rotate: '44', preset: 'unified' };
  const answer = await clientOf(server).upload(pixelBombPng(7_000), { fields });
  expectProblem(answer, 422, 'image_too_many_pixels');
  expect((answer.body as Problem).detail).toContain('9,898×9,898');
});

test('ids: malformed 400, unknown 404, also when they try to walk round', async () => {
  const user = clientOf(server);
  const get = (path: string) => user.request('GET', path);
  expectProblem(await get('/api/enterprise/avatar/42'), 400, 'malformed_id');
  expectProblem(await get(`/api/enterprise/avatar/${NOBODY}`), 404, 'picture_not_found');
  expectProblem(await get(`/avatars/${NOBODY}/medium.jpg`), 404, 'picture_not_found');
  expectProblem(await get('/avatars/..%2f..%2fetc%2fpasswd/medium.jpg'), 400, 'malformed_id');
  expectProblem(await get('/nowhere'), 404, 'not_found');
  expectProblem(await user.request('PUT', UPLOAD), 405, 'method_not_allowed');
  expect((await get('/avatars/%zz/medium.jpg')).status).toBe(400);
});

test('tokens: none, nonsense, expired, alg none, another secret, not an admin', async () => {
  const claims = { userId: 'mallory' };
  const withToken = (text: string) =>
    clientOf(server, null).request('DELETE', '/api/enterprise/avatar', {
      headers: { authorization: `Bearer ${text}` },
    });
  expectProblem(await clientOf(server, null).upload(await photo()), 401, 'token_required');
  expectProblem(await withToken('nonsense'), 401, 'invalid_token');
  expectProblem(await withToken(token({ ...claims, exp: 1_000 })), 401, 'token_expired');
  expectProblem(await withToken(token(claims, { alg: 'none' })), 401, 'invalid_token');
  expectProblem(
    await withToken(token(claims, { secret: 'another secret that is long enough' })),
    401,
    'invalid_token',
  );
  expectProblem(await withToken(token({ ...claims, role: 'root' })), 401, 'invalid_token');
  const stats = '/api/enterprise/avatar/system/stats';
  expectProblem(await clientOf(server, claims).request('GET', stats), 403, 'forbidden');
  expect((await clientOf(server, { ...claims, role: 'admin' }).request('GET', stats)).status).toBe(200);
});

test('500 uploads that break off leave no temporary file and no open descriptor', async () => {
  const { port } = new URL(server.url);
  const bytes = Buffer.from(await photo({ width: 800, height: 600 }));
  const head = [
    `POST ${UPLOAD} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token()}`,
    'Content-Type: multipart/form-data; boundary=b',
    `Content-Length: ${bytes.length + 500}`,
    '',
    '--b',
    'Content-Disposition: form-data; name="avatar"; filename="a.jpg"',
    'Content-Type: image/jpeg',
    '',
    '',
  ].join('\r\n');
  const before = await readdir(`/proc/${server.process.pid}/fd`).then(
    (names) => names.length,
    () => 0,
  );
  const breakOff = async (i: number) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    const sent = Math.floor((bytes.length * i) / 500);
    await new Promise((resolve) =>
      socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, sent)]), resolve),
    );
    socket.resetAndDestroy();
    if (!socket.closed) await once(socket, 'close');
  };
  for (let i = 0; i < 500; i += 25) await Promise.all(Array.from({ length: 25 }, (_, j) => breakOff(i + j)));
  expect((await clientOf(server).upload(bytes)).status).toBe(201);
  // on Linux the descriptors can be counted; elsewhere the files alone tell
  const open = () =>
    readdir(`/proc/${server.process.pid}/fd`).then(
      (names) => names.length,
      () => 0,
    );
  await expect.poll(open, { timeout: 20_000 }).toBeLessThan(before + 20);
});
