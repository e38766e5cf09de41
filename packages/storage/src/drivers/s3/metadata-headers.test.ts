import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkMetadata } from '../../metadata.ts';
import { fromHeaders, toHeaders } from './metadata-headers.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', ' ', 'a ', '=?utf-8?b?YQ==?=', '=?', '=?UTF-8?Q?a?='),
);

it('any text comes back as it was, and goes as plain ASCII', () => {
  fc.assert(
    fc.property(text, (value) => {
      const { a = '' } = toHeaders({ a: value });
      expect(a).toMatch(/^[!-~]([ -~]*[!-~])?$/);
      expect(fromHeaders({ a })).toEqual({ a: value });
    }),
  );
});

it('plain text goes as it is', () => {
  expect(toHeaders({ a: 'plain text, 1' })).toEqual({ a: 'plain text, 1' });
});

it('whatever the interface takes fits into the 2 KB of S3', () => {
  const name = (at: number) => `n${at}`;
  const sizes = (metadata: Record<string, string>) =>
    Object.entries(metadata).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  for (const count of [1, 2, 8, 31, 32]) {
    const each = Math.floor((1_024 - 3 * count) / count / 2) * 2;
    const metadata = Object.fromEntries(
      Array.from({ length: count }, (_, at) => [name(at), 'é'.repeat(each / 2)]),
    );
    expect(sizes(toHeaders(checkMetadata(metadata)))).toBeLessThanOrEqual(2_048);
  }
});
