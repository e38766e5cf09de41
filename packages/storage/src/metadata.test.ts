import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentTypeOf } from './content-types.ts';
import { checkContentType, checkMetadata, MAX_METADATA_BYTES } from './metadata.ts';

const refusal = expect.objectContaining({ code: 'invalid_metadata' });

describe('checkMetadata', () => {
  it('keeps any Unicode text under a plain name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (value) => {
        expect(checkMetadata({ 'original-name': value })).toEqual({ 'original-name': value });
      }),
    );
  });

  it.each(['', 'Upper', 'a b', 'a_b', '-a', 'a\r\nb', 'é', 'a'.repeat(65)])('refuses the name %j', (name) => {
    expect(() => checkMetadata({ [name]: 'x' })).toThrow(refusal);
  });

  it('refuses __proto__, half a surrogate pair and what is no text', () => {
    expect(() => checkMetadata(JSON.parse('{"__proto__":"x"}'))).toThrow(refusal);
    expect(() => checkMetadata({ a: '\ud800' })).toThrow(refusal);
    expect(() => checkMetadata({ a: 1 as never })).toThrow(refusal);
  });

  it('counts bytes, not characters', () => {
    expect(checkMetadata({ a: 'x'.repeat(MAX_METADATA_BYTES - 1) })).toHaveProperty('a');
    expect(() => checkMetadata({ a: 'x'.repeat(MAX_METADATA_BYTES) })).toThrow(refusal);
    expect(() => checkMetadata({ a: 'é'.repeat(MAX_METADATA_BYTES / 2) })).toThrow(refusal);
  });
});

describe('checkContentType', () => {
  it.each(['image/jpeg', 'text/plain; charset=utf-8', 'application/vnd.a.b+json', contentTypeOf('a.docx')])(
    'accepts %s',
    (contentType) => {
      expect(checkContentType(contentType)).toBe(contentType);
    },
  );

  it.each(['', 'jpeg', 'image/', 'image/png\r\nX-Evil: 1', 'image/png; a', 'image/p ng', 'ímage/png'])(
    'refuses %j',
    (contentType) => {
      expect(() => checkContentType(contentType)).toThrow(refusal);
    },
  );
});
