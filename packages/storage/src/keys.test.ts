import { posix, win32 } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorageError } from './errors.ts';
import { checkKey, checkPrefix, MAX_KEY_LENGTH, MAX_SEGMENT_LENGTH } from './keys.ts';

const characters = [...'abcXYZ019._-'];
const segment = fc
  .string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 20 })
  .map((text) => `k${text}k`);
const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));
/** Mostly the characters that paths are broken with. */
const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom(...'./\\~:%\0 \nacon1-'), fc.string({ minLength: 1, maxLength: 1 })),
  minLength: 1,
  maxLength: 12,
});

function accepts(check: (text: string) => string, text: string): boolean {
  try {
    return check(text) === text;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'invalid_key') return false;
    throw error;
  }
}

describe('checkKey', () => {
  it('accepts every key of plain segments', () => {
    fc.assert(
      fc.property(key, (text) => {
        expect(checkKey(text)).toBe(text);
      }),
    );
  });

  it('accepts nothing that leaves the root or has a second spelling', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        if (!accepts(checkKey, text)) return;
        expect(posix.join('/root', text)).toBe(`/root/${text}`);
        expect(win32.resolve('C:\\root', text)).toBe(`C:\\root\\${text.replaceAll('/', '\\')}`);
        expect(text).toMatch(/^[A-Za-z0-9._/-]+$/);
        for (const name of text.split('/')) expect(name.startsWith('.') || name === '').toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('refuses a traversal spliced into any key', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      '.hidden',
      'a\\b',
      'a\0b',
      'a b',
      '%2e%2e',
      'name.',
      'é',
      '~',
    );
    fc.assert(
      fc.property(key, part, fc.nat(6), (text, bad, at) => {
        const segments = text.split('/');
        segments.splice(Math.min(at, segments.length), 0, bad);
        expect(accepts(checkKey, segments.join('/'))).toBe(false);
      }),
    );
  });

  it.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/..',
    '.tmp/x',
    '.meta/x',
    'C:',
    'CON',
    'nul.txt',
    'a/Com1',
  ])('refuses %j', (text) => {
    expect(accepts(checkKey, text)).toBe(false);
  });

  it('keeps to the lengths', () => {
    const longest = 'a'.repeat(MAX_SEGMENT_LENGTH);
    expect(accepts(checkKey, longest)).toBe(true);
    expect(accepts(checkKey, `${longest}a`)).toBe(false);
    const full = `${longest}/${longest}/${longest}/${'a'.repeat(MAX_KEY_LENGTH - 3 * 256)}`;
    expect(accepts(checkKey, full)).toBe(true);
    expect(accepts(checkKey, `${full}a`)).toBe(false);
  });

  it('refuses what is no string', () => {
    for (const value of [undefined, null, 1, ['a']]) {
      expect(accepts(checkKey, value as never)).toBe(false);
    }
  });
});

describe('checkPrefix', () => {
  it('accepts every beginning of every key', () => {
    fc.assert(
      fc.property(key, fc.nat(), (text, cut) => {
        expect(accepts(checkPrefix, text.slice(0, cut % (text.length + 1)))).toBe(true);
      }),
    );
  });

  it.each(['/', '../', 'a/../', '.', '.t', 'a//', 'a/.', '\\', 'a\0'])('refuses %j', (text) => {
    expect(accepts(checkPrefix, text)).toBe(false);
  });
});
