import fc from 'fast-check';
import { expect, test } from 'vitest';
import { negotiateFormat } from './negotiate-format.ts';

test.each([
  [undefined, 'jpeg'],
  ['*/*', 'jpeg'],
  ['image/*', 'jpeg'],
  ['image/webp,*/*', 'webp'],
  ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'avif'],
  ['image/avif;q=0.5, image/webp', 'webp'],
  ['image/avif;q=0, image/webp;q=0, image/jpeg', 'jpeg'],
  ['image/png', undefined],
  ['text/html', undefined],
  ['image/jpeg;q=0, */*', undefined],
])('Accept: %s gives %s', (accept, format) => {
  expect(negotiateFormat(accept)).toBe(format);
});

test('an animated picture never goes as AVIF, which would be its first frame', () => {
  expect(negotiateFormat('image/avif,image/webp', true)).toBe('webp');
  expect(negotiateFormat('image/avif', true)).toBeUndefined();
});

test('any header gives a format or none', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (accept) => {
      expect([undefined, 'jpeg', 'webp', 'avif']).toContain(negotiateFormat(accept));
    }),
  );
});
