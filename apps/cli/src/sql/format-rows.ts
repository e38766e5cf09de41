/** A result as text: rows of what PostgreSQL wrote, null for NULL. */
export interface Rows {
  columns: { name: string; type: number }[];
  rows: (string | null)[][];
}

export type Format = 'table' | 'json' | 'csv';

const TYPE = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  numeric: 1700,
  jsonb: 3802,
};
const NUMBERS = new Set([TYPE.int2, TYPE.int4, TYPE.int8, TYPE.float4, TYPE.float8, TYPE.numeric]);

export function formatRows(result: Rows, format: Format): string {
  if (format === 'json')
    return `${JSON.stringify(
      result.rows.map((row) => toObject(result, row)),
      undefined,
      2,
    )}\n`;
  if (format === 'csv') return toCsv(result);
  return toTable(result);
}

function toTable({ columns, rows }: Rows): string {
  const cells = rows.map((row) => row.map((value) => (value === null ? 'NULL' : visible(value))));
  const widths = columns.map(({ name }, at) =>
    cells.reduce((width, row) => Math.max(width, length(row[at] ?? '')), length(visible(name))),
  );
  const line = (row: string[], right: (at: number) => boolean) =>
    row
      .map((cell, at) => {
        const space = ' '.repeat((widths[at] ?? 0) - length(cell));
        return right(at) ? space + cell : cell + space;
      })
      .join(' | ')
      .trimEnd();
  const isNumber = (at: number) => NUMBERS.has(columns[at]?.type ?? 0);
  const lines = [
    line(
      columns.map(({ name }) => visible(name)),
      () => false,
    ),
    widths.map((width) => '-'.repeat(width)).join('-+-'),
    ...cells.map((row) => line(row, isNumber)),
    `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`,
  ];
  return `${lines.join('\n')}\n`;
}

const length = (text: string) => [...text].length;

/** What is stored must not move the cursor or colour the terminal. */
const visible = (text: string) =>
  text
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(/\p{Cc}/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** RFC 4180; NULL is an empty field and the empty string a quoted one. */
function toCsv({ columns, rows }: Rows): string {
  return [columns.map(({ name }) => name), ...rows]
    .map((row) => `${row.map(csvField).join(',')}\r\n`)
    .join('');
}

function csvField(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function toObject({ columns }: Rows, row: (string | null)[]): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, type }, at) => [name, toJson(row[at] ?? null, type)]));
}

/** Numbers that JSON cannot hold exactly stay text. */
function toJson(value: string | null, type: number): unknown {
  if (value === null) return null;
  if (type === TYPE.bool) return value === 't';
  if (type === TYPE.json || type === TYPE.jsonb) return JSON.parse(value);
  if (!NUMBERS.has(type)) return value;
  const number = Number(value);
  return String(number) === value ? number : value;
}
