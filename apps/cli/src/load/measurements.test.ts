import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Measurements, percentile } from './measurements.ts';

test('a percentile is a measured value that its share of the values does not exceed', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.constantFrom(0.5, 0.95, 0.99), (unsorted, share) => {
      const sorted = unsorted.toSorted((a, b) => a - b);
      const value = percentile(sorted, share);
      expect(sorted).toContain(value);
      expect(sorted.filter((other) => other <= value).length).toBeGreaterThanOrEqual(share * sorted.length);
      expect(sorted.filter((other) => other < value).length).toBeLessThan(share * sorted.length);
    }),
  );
});

test('errors are counted by operation and code', () => {
  const measurements = new Measurements();
  measurements.succeeded('upload', 12);
  measurements.failed('upload', '500 internal_error');
  measurements.failed('upload', '500 internal_error');
  expect(measurements.errors).toBe(2);
  expect(measurements.describe()).toMatch(/upload +1 +2 +12\.0/);
  expect(measurements.describe()).toContain('ERROR upload: 500 internal_error: 2');
});
