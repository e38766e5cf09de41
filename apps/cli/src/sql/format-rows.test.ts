import { expect, test } from 'vitest';
import { formatRows, type Rows } from './format-rows.ts';

const result: Rows = {
  columns: [
    { name: 'name', type: 25 },
    { name: 'n', type: 20 },
  ],
  rows: [
    ['Zoë', '7'],
    ['two\nlines, "quoted"', '9007199254740993'],
    ['\u001b[31mred', null],
    ['', '-1'],
  ],
};

test('a table lines up, numbers to the right, nothing controls the terminal', () => {
  expect(formatRows(result, 'table')).toBe(
    [
      'name                 | n',
      '---------------------+-----------------',
      'Zoë                  |                7',
      'two\\nlines, "quoted" | 9007199254740993',
      '\\x1b[31mred          |             NULL',
      '                     |               -1',
      '(4 rows)',
      '',
    ].join('\n'),
  );
});

test('CSV tells NULL from the empty string', () => {
  expect(formatRows(result, 'csv')).toBe(
    'name,n\r\nZoë,7\r\n"two\nlines, ""quoted""",9007199254740993\r\n\u001b[31mred,\r\n"",-1\r\n',
  );
});

test('JSON has numbers where they are exact', () => {
  expect(JSON.parse(formatRows(result, 'json'))).toEqual([
    { name: 'Zoë', n: 7 },
    { name: 'two\nlines, "quoted"', n: '9007199254740993' },
    { name: '\u001b[31mred', n: null },
    { name: '', n: -1 },
  ]);
  const typed: Rows = {
    columns: [
      { name: 'yes', type: 16 },
      { name: 'json', type: 3802 },
    ],
    rows: [['t', '{"a": [1]}']],
  };
  expect(JSON.parse(formatRows(typed, 'json'))).toEqual([{ yes: true, json: { a: [1] } }]);
});
