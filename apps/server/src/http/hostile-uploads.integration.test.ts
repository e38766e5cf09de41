import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { photo } from '@likeness/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const MEGABYTE = 1024 * 1024;
const AVATAR = 'Content-Disposition: form-data; name="avatar"; filename="a.jpg"';
const UPLOAD = '/api/enterprise/avatar/upload';

let test: TestApp;
let url: URL;
let authorization: string;
beforeAll(async () => {
  test = await createTestApp({ env: { LIKENESS_UPLOAD_TIMEOUT: '1500ms', AVATAR_MAX_FILE_SIZE: '2000000' } });
  url = new URL(await test.app.listen({ port: 0 }));
  ({ authorization } = await test.as({ userId: 'alice' }));
});
afterAll(() => test.close());
afterEach(async () => {
  await expect.poll(() => readdir(test.services.config.pictures.temporaryDir)).toEqual([]);
});

interface Conversation {
  socket: Socket;
  answer(): string;
  /** Until the server has closed the connection; gives what it said. */
  closed: Promise<string>;
}

/** @param stubborn goes on sending when the server has said goodbye */
function talk(first: string | Buffer, stubborn = false): Conversation {
  const socket = connect({ port: Number(url.port), host: url.hostname, allowHalfOpen: stubborn });
  let heard = '';
  socket.on('data', (data) => {
    heard += data;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(heard));
  });
  socket.write(first);
  return { socket, answer: () => heard, closed };
}

const head = (lines: string[], path = UPLOAD, method = 'POST') =>
  `${[`${method} ${path} HTTP/1.1`, 'Host: x', `Authorization: ${authorization}`, ...lines].join('\r\n')}\r\n\r\n`;
const FORM = 'Content-Type: multipart/form-data; boundary=b';
const CHUNKED = 'Transfer-Encoding: chunked';

/** Sends chunks until the server has had enough; gives what it said and how much it took. */
async function sendForEver(request: string): Promise<{ answer: string; taken: number }> {
  const { socket, closed } = talk(request, true);
  const start = `--b\r\n${AVATAR}\r\n\r\n`;
  socket.write(`${start.length.toString(16)}\r\n${start}\r\n`);
  const chunk = Buffer.concat([
    Buffer.from(`${MEGABYTE.toString(16)}\r\n`),
    Buffer.alloc(MEGABYTE, 'A'),
    Buffer.from('\r\n'),
  ]);
  while (!socket.destroyed && socket.bytesWritten < 300 * MEGABYTE) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => {}), closed]);
  }
  const taken = socket.bytesWritten - socket.writableLength;
  if (!socket.destroyed) socket.destroy();
  return { answer: await closed, taken };
}

const problemOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf('{'))) as { code: string };

describe('a body without an end is answered, then cut', () => {
  it.each<[string, () => string, number, string]>([
    ['a file', () => head([FORM, CHUNKED]), 413, 'file_too_large'],
    ['with a bad token', () => head([FORM, CHUNKED]).replace(/Bearer \S+/, 'Bearer x'), 401, 'invalid_token'],
    ['of no form', () => head(['Content-Type: image/jpeg', CHUNKED]), 415, 'unsupported_media_type'],
    ['to nowhere', () => head([FORM, CHUNKED], '/nowhere'), 404, 'not_found'],
    ['to an address that is none', () => head([FORM, CHUNKED], '/%zz'), 400, 'malformed_request'],
    [
      'of JSON',
      () => head(['Content-Type: application/json', CHUNKED], '/api/v1/session'),
      413,
      'body_too_large',
    ],
    ['with a GET', () => head([CHUNKED], '/api/v1/users/me/avatar', 'GET'), 404, 'no_portrait'],
  ])('%s', async (_what, request, status, code) => {
    const { answer, taken } = await sendForEver(request());
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(problemOf(answer).code).toBe(code);
    expect(taken).toBeLessThan(30 * MEGABYTE);
  });

  it('but a client that sends all before it reads gets to read why', async () => {
    const body = new FormData();
    body.set('avatar', new Blob([new Uint8Array(2_500_000)]), 'me.jpg');
    const answer = await fetch(new URL(UPLOAD, url), { method: 'POST', headers: { authorization }, body });
    expect(answer.status).toBe(413);
  });
});

describe('a part without a name', () => {
  it.each([
    ['at all', 'X: y'],
    ['that is an attachment', 'Content-Disposition: attachment; filename="a.jpg"'],
    ['but with a file name', 'Content-Disposition: form-data; filename="a.jpg"'],
  ])('%s is refused, however large', async (_what, partHead) => {
    for (const size of [2, 300_000]) {
      const body = `--b\r\n${partHead}\r\n\r\n${'x'.repeat(size)}\r\n--b--\r\n`;
      const { closed } = talk(head([FORM, `Content-Length: ${body.length}`, 'Connection: close']) + body);
      expect(problemOf(await closed).code).toBe('malformed_multipart');
    }
  });
});

describe('a slow upload is given up', () => {
  const begun = () => `${head([FORM, 'Content-Length: 100000'])}--b\r\n${AVATAR}\r\n\r\n`;

  it('that is silent', async () => {
    const answer = await talk(begun()).closed;
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(problemOf(answer).code).toBe('upload_too_slow');
  });

  it('that drips', async () => {
    const { socket, closed } = talk(begun());
    const drip = setInterval(() => socket.write('x'), 50);
    expect(problemOf(await closed).code).toBe('upload_too_slow');
    clearInterval(drip);
  });
});

it('a packed upload is refused: the bytes are not the form', async () => {
  const body = new FormData();
  body.set('avatar', new Blob([new Uint8Array(await photo())]), 'me.jpg');
  const headers = { authorization, 'content-encoding': 'gzip' };
  const answer = await fetch(new URL(UPLOAD, url), { method: 'POST', headers, body });
  expect(answer.status).toBe(415);
  expect(await answer.json()).toMatchObject({ code: 'unsupported_media_type' });
});

it('a connection goes on after an upload, also one with an epilogue', async () => {
  const bytes = Buffer.from(await photo({ seed: 3 }));
  const body = Buffer.concat([
    Buffer.from(`--b\r\n${AVATAR}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n--b--\r\nand then'),
  ]);
  const { answer, closed, socket } = talk(head([FORM, `Content-Length: ${body.length}`]));
  socket.write(body);
  await expect.poll(answer, { timeout: 20_000 }).toMatch(/^HTTP\/1.1 201 .*\}$/s);
  socket.write(head(['Connection: close'], '/health', 'GET'));
  expect(await closed).toMatch(/HTTP\/1.1 200 OK(?!.*HTTP)/s);
});
