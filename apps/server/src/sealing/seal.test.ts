import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SealError, sealWith } from './seal.ts';

const seal = sealWith(randomBytes(32));

it('opens what it sealed, never twice the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (bytes, context) => {
      const sealed = seal.seal(bytes, context);
      expect(seal.open(sealed, context).equals(bytes)).toBe(true);
      expect(seal.seal(bytes, context).equals(sealed)).toBe(false);
    }),
  );
});

it('opens nothing that was changed, cut, moved or sealed with another key', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), fc.nat(7), (bytes, where, bit) => {
      const sealed = seal.seal(bytes, 'measurements/a');
      const changed = Buffer.from(sealed);
      const at = where % changed.length;
      changed[at] = (changed[at] as number) ^ (1 << bit);
      expect(() => seal.open(changed, 'measurements/a')).toThrow(SealError);
      expect(() => seal.open(sealed.subarray(0, at), 'measurements/a')).toThrow(SealError);
      expect(() => seal.open(sealed, 'measurements/b')).toThrow(SealError);
      expect(() => sealWith(randomBytes(32)).open(sealed, 'measurements/a')).toThrow(SealError);
    }),
  );
});

it('holds nothing of what was sealed', () => {
  const sealed = seal.seal(Buffer.from('{"waist":74.25}'), 'x');
  expect(sealed.includes('74.25')).toBe(false);
});
