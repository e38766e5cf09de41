import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRows } from './csv-rows.ts';
import { ndjsonRows } from './ndjson-rows.ts';
import { type InputRow, MAX_LINE } from './rows.ts';

async function collect(
  rows: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<InputRow>,
  text: string,
  chunk = 7,
): Promise<InputRow[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const found: InputRow[] = [];
  for await (const row of rows(chunks())) found.push(row);
  return found;
}

const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

const userId = fc
  .string({ minLength: 1, maxLength: 40, unit: 'binary' })
  .filter((text) => /^[^\p{Cc}]+$/u.test(text) && Buffer.from(text).toString() === text);
const source = userId.map((text) => text.trim()).filter((text) => text !== '');
const chunkSize = fc.integer({ min: 1, max: 50 });

test('NDJSON: any user and address come back, however the bytes arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(userId, source)), chunkSize, async (rows, chunk) => {
      const text = rows.map(([user, url]) => `${JSON.stringify({ userId: user, url })}\n`).join('');
      const found = await collect(ndjsonRows, text, chunk);
      expect(found).toEqual(rows.map(([user, url], at) => ({ line: at + 1, userId: user, source: url })));
    }),
  );
});

test('NDJSON: whatever stands there, every line that is not empty is answered for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), chunkSize, async (text, chunk) => {
      const found = await collect(ndjsonRows, text, chunk);
      const lines = Buffer.from(text)
        .toString()
        .replace(/^\uFEFF/, '')
        .split('\n');
      expect(found.length).toBe(lines.filter((line) => line.trim() !== '').length);
    }),
  );
});

test('CSV: any user and address come back when they are quoted, with and without a heading', async () => {
  const heading = fc.constantFrom('', 'userId,url\n', '\uFEFFurl;x,user_id,avatar_url\n');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(userId, source)), heading, chunkSize, async (rows, first, chunk) => {
      fc.pre(first !== '' || !/^(user_?id|user|id)$/i.test(rows[0]?.[0].trim() ?? ''));
      const extra = first.includes(';') ? 'ignored,' : '';
      const text = first + rows.map((row) => `${extra}${row.map(quoted).join(',')}\n`).join('');
      const found = await collect(csvRows, text, chunk);
      expect(found).toMatchObject(rows.map(([user, url]) => ({ userId: user, source: url })));
    }),
  );
});

test.each([
  ['no user', ',https://example.org/a.jpg', /no userId/],
  ['no address', 'alice', /no url or path/],
  ['a control character', '"a\tb",x', /control characters/],
  ['a user of 201 characters', `${'u'.repeat(201)},x`, /200 characters/],
])('CSV: %s is said with its line', async (_, text, problem) => {
  expect(await collect(csvRows, `ok,x\n${text}\n`)).toEqual([
    { line: 1, userId: 'ok', source: 'x' },
    expect.objectContaining({ line: 2, problem: expect.stringMatching(problem) }),
  ]);
});

test('NDJSON: a line of any length takes no more memory than the limit', async () => {
  const text = `{"userId":"a","url":"${'x'.repeat(MAX_LINE)}"}\n{"userId":7,"path":"b.jpg"}`;
  expect(await collect(ndjsonRows, text, 1_000)).toEqual([
    { line: 1, problem: `the line is longer than ${MAX_LINE} bytes` },
    { line: 2, userId: '7', source: 'b.jpg' },
  ]);
});

test('CSV: an endless quote is refused instead of collected', async () => {
  await expect(collect(csvRows, `a,"${'x'.repeat(2 * MAX_LINE)}`, 1_000)).rejects.toThrow(/no CSV/);
});
