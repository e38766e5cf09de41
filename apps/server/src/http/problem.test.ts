import { ImageError } from '@likeness/images';
import { StorageError } from '@likeness/storage';
import { DrizzleQueryError } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { type ErrorCode, Problem } from '../errors.ts';
import { problemDocument, toProblem } from './problem.ts';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });
/** Of a connection that we opened; what a client broke off names no system call. */
const onSocket = (code: string, syscall: string) =>
  Object.assign(coded(code, `${syscall} ${code}`), { syscall });

it.each<[string, unknown, ErrorCode, number]>([
  ['a problem', new Problem('no_portrait'), 'no_portrait', 404],
  ['a refused picture', new ImageError('svg_not_supported', 'An SVG.'), 'svg_not_supported', 415],
  ['a missing object', new StorageError('not_found', 'x'), 'not_found', 404],
  ['a full store', new StorageError('full', 'x'), 'storage_full', 503],
  ['a store that is down', new StorageError('unavailable', 'x'), 'storage_unavailable', 503],
  ['a key that we built wrongly', new StorageError('invalid_key', 'x'), 'internal_error', 500],
  ['a full disk', coded('ENOSPC'), 'storage_full', 503],
  ['a body that is too large', coded('FST_ERR_CTP_BODY_TOO_LARGE'), 'body_too_large', 413],
  [
    'a content type that is not taken',
    coded('FST_ERR_CTP_INVALID_MEDIA_TYPE'),
    'unsupported_media_type',
    415,
  ],
  ['no JSON', coded('FST_ERR_CTP_INVALID_JSON_BODY'), 'malformed_request', 400],
  ['a client that went away', coded('ECONNRESET', 'aborted'), 'upload_aborted', 400],
  ['a database that went away', onSocket('ECONNRESET', 'read'), 'database_unavailable', 503],
  ['a database that is gone', onSocket('EPIPE', 'write'), 'database_unavailable', 503],
  ['no database', new DrizzleQueryError('SELECT', [], coded('ECONNREFUSED')), 'database_unavailable', 503],
  ['a database that stops', new DrizzleQueryError('SELECT', [], coded('57P01')), 'database_unavailable', 503],
  ['a violated constraint', new DrizzleQueryError('INSERT', [], coded('23505')), 'internal_error', 500],
  ['a missing file of ours', coded('ENOENT'), 'internal_error', 500],
  ['a bug', new TypeError('x is not a function'), 'internal_error', 500],
  ['something thrown that is no error', 'oops', 'internal_error', 500],
  ['nothing', undefined, 'internal_error', 500],
])('%s', (_what, error, code, status) => {
  expect(toProblem(error)).toMatchObject({ code, status });
});

it('tells nothing of what is inside', () => {
  const secret = new Error('password=hunter2 at /srv/likeness/app.js:1');
  const document = JSON.stringify(problemDocument(toProblem(secret), 'r-1', '/x'));
  expect(document).not.toContain('hunter2');
  expect(document).not.toContain('stack');
});

it('keeps the sentence of a refused picture, and its own members in place', () => {
  const problem = new Problem('invalid_value', 'size: no.', {
    extensions: { errors: [{ field: 'size', message: 'no' }] },
  });
  expect(problemDocument(problem, 'r-1', '/x')).toEqual({
    type: 'urn:likeness:error:invalid_value',
    title: 'Impossible value',
    status: 422,
    detail: 'size: no.',
    code: 'invalid_value',
    requestId: 'r-1',
    success: false,
    instance: '/x',
    errors: [{ field: 'size', message: 'no' }],
  });
  expect(toProblem(new ImageError('image_side_too_long', '13,000 pixels.')).message).toBe('13,000 pixels.');
});
