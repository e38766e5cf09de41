import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteRange } from './driver.ts';
import { checkExpiresIn, clipRange, pageLimit } from './requests.ts';

const inside = (size: number, { start, end }: ByteRange) =>
  Array.from({ length: size }, (_, at) => at).slice(start, end === undefined ? undefined : end + 1);

describe('clipRange', () => {
  const sizes = fc.nat(50);
  const ranges = fc.record({ start: fc.nat(60), end: fc.nat(60) }, { requiredKeys: ['start'] });
  it('gives the bytes that a slice gives', () => {
    fc.assert(
      fc.property(sizes, ranges, (size, range) => {
        const expected = inside(size, range);
        fc.pre(expected.length > 0);
        expect(clipRange(range, size)).toEqual({ start: expected[0], end: expected.at(-1) });
      }),
    );
  });

  it('refuses a range without a byte', () => {
    fc.assert(
      fc.property(sizes, ranges, (size, range) => {
        fc.pre(inside(size, range).length === 0);
        expect(() => clipRange(range, size)).toThrow(expect.objectContaining({ code: 'invalid_range' }));
      }),
    );
  });

  it.each([
    { start: -1 },
    { start: 0.5 },
    { start: Number.NaN },
    { start: 0, end: Number.POSITIVE_INFINITY },
  ])('refuses %j', (range) => {
    expect(() => clipRange(range, 10)).toThrow(expect.objectContaining({ code: 'invalid_range' }));
  });
});

it('keeps page limits within 1 to 1,000', () => {
  expect([pageLimit({}), pageLimit({ limit: 1 }), pageLimit({ limit: 1_000 })]).toEqual([1_000, 1, 1_000]);
  for (const limit of [0, -1, 1_001, 1.5, Number.NaN]) expect(() => pageLimit({ limit })).toThrow(RangeError);
});

it('keeps signed addresses within a week', () => {
  expect(checkExpiresIn(604_800)).toBe(604_800);
  for (const seconds of [0, -5, 604_801, 0.5, Number.POSITIVE_INFINITY]) {
    expect(() => checkExpiresIn(seconds)).toThrow(RangeError);
  }
});
