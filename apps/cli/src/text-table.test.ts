import { expect, test } from 'vitest';
import { formatTable } from './text-table.ts';

test('columns are as wide as they need to be; numbers end at the same place', () => {
  expect(
    formatTable(
      ['what', 'n'],
      [
        ['a', '1'],
        ['longer', '1,200'],
      ],
    ),
  ).toBe('what        n\n──────  ─────\na           1\nlonger  1,200');
});
