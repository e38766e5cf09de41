import { expect, test } from 'vitest';
import { formatsOf } from './formats.ts';

const { bytes, day, moment } = formatsOf('en', 'UTC');

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [1_234_567, '1.2 MB'],
  [5e15, '5,000 TB'],
])('%i bytes are %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});

test('a day of the statistics stays that day', () => {
  expect(day('2026-11-21')).toBe('Nov 21, 2026');
});

test('a moment has day and time, and no line ends before PM', () => {
  expect(moment('2026-11-21T18:05:00Z')).toBe('Nov 21, 2026, 6:05\u00a0PM');
});
