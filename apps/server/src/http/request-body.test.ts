import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readRequestBody } from './request-body.ts';

const soon = (ms: number) => performance.now() + ms;
const LONG = 60_000;

it('gives every byte, then undefined', async () => {
  const source = new PassThrough();
  const body = readRequestBody(source, { idle: LONG, deadline: soon(LONG) });
  const first = body.next();
  source.write('one');
  expect(String(await first)).toBe('one');
  source.end('two');
  expect(String(await body.next())).toBe('two');
  expect(await body.next()).toBeUndefined();
});

it('a source that breaks off', async () => {
  const source = new PassThrough();
  const body = readRequestBody(source, { idle: LONG, deadline: soon(LONG) });
  const next = body.next();
  source.destroy(new Error('reset'));
  await expect(next).rejects.toMatchObject({ code: 'upload_aborted' });
  await expect(body.next()).rejects.toMatchObject({ code: 'upload_aborted' });
});

it('a source that is silent', async () => {
  const body = readRequestBody(new PassThrough(), { idle: 20, deadline: soon(LONG) });
  await expect(body.next()).rejects.toMatchObject({ code: 'upload_too_slow' });
});

it('a source that never stops dripping', async () => {
  const source = new PassThrough();
  const drip = setInterval(() => source.write('x'), 5);
  const body = readRequestBody(source, { idle: LONG, deadline: soon(100) });
  const all = async () => {
    while ((await body.next()) !== undefined);
  };
  await expect(all()).rejects.toMatchObject({ code: 'upload_too_slow' });
  clearInterval(drip);
});

it('leaves nothing behind once it is closed, also while somebody waits', async () => {
  const source = new PassThrough();
  const body = readRequestBody(source, { idle: LONG, deadline: soon(LONG) });
  const before = source.eventNames().length;
  const next = body.next();
  body.close();
  expect(await next).toBeUndefined();
  expect(source.eventNames()).toHaveLength(before);
  expect(source.listenerCount('readable')).toBe(0);
});
