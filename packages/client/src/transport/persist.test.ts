import { expect, it } from 'vitest';
import { LikenessError } from '../likeness-error.ts';
import { PATIENCE, waitAfter } from './persist.ts';

const wait = (
  status: number,
  { method = 'GET', keyed = false, tries = 0, retryAfter, code = 'busy' }: Partial<Case> = {},
) =>
  waitAfter(
    new LikenessError({ status, code }, retryAfter === undefined ? {} : { retryAfter }),
    tries,
    { ...PATIENCE, method, keyed },
    () => 0,
  );

interface Case {
  method: string;
  keyed: boolean;
  tries: number;
  retryAfter: number;
  code: string;
}

it.each<[string, number, Partial<Case>, number | undefined]>([
  ['no answer to a question', 0, {}, 300],
  ['no answer to the second try', 0, { tries: 1 }, 600],
  ['no answer to the third', 0, { tries: 2 }, undefined],
  ['no answer to a change that may have been made', 0, { method: 'DELETE' }, undefined],
  ['no answer to a change with a key', 0, { method: 'POST', keyed: true }, 300],
  ['a proxy that waited too long', 504, {}, 300],
  ['a server that refused before it began', 503, { method: 'PATCH' }, 300],
  ['the same for what must not happen twice', 503, { method: 'POST' }, undefined],
  ['too many requests', 429, { method: 'POST', retryAfter: 2 }, 2_000],
  ['too many for long', 429, { retryAfter: 31 }, undefined],
  ['a refusal', 422, {}, undefined],
  ['our fault', 500, {}, undefined],
  ['an earlier try that still runs', 409, { keyed: true, code: 'request_in_progress', tries: 8 }, 5_000],
  ['another conflict', 409, { keyed: true, code: 'too_many_avatars' }, undefined],
])('%s', (_, status, given, expected) => {
  expect(wait(status, given)).toBe(expected);
});
