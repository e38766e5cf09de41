import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readClaims } from './claims.ts';

const subjectOf = (userId: string) => readClaims({ iss: 'likeness', userId })?.subject;

test('a user id is any well-formed text of 1 to 200 characters, counted as a person counts them', () => {
  expect(subjectOf('😀'.repeat(200))).toBe('😀'.repeat(200));
  expect(subjectOf('😀'.repeat(201))).toBeUndefined();
  expect(subjectOf('')).toBeUndefined();
  expect(subjectOf('a\u0000b')).toBeUndefined();
});

test('lone surrogates are refused: the database would make two people one', () => {
  for (const text of ['\ud800x', 'x\udc01', '\udc00\ud800']) expect(subjectOf(text)).toBeUndefined();
});

test('what is taken is taken as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }), (text) => {
      expect([undefined, text]).toContain(subjectOf(text));
    }),
  );
});
