import { type InputRow, MAX_LINE, makeRow } from './rows.ts';

/**
 * Rows of NDJSON: `{"userId": "alice", "url": "https://…"}`; `path` instead of `url` is fine. Every line that
 * is not empty gives a row or says what is wrong with it.
 */
export async function* ndjsonRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<InputRow> {
  for await (const { line, text } of splitLines(bytes)) {
    if (text === undefined) yield { line, problem: `the line is longer than ${MAX_LINE} bytes` };
    else if (text.trim() !== '') yield parseLine(line, text);
  }
}

function parseLine(line: number, text: string): InputRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, problem: 'the line is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line, problem: 'the line is not a JSON object' };
  }
  const { userId, url, path } = value as Record<string, unknown>;
  return makeRow(line, userId, url ?? path);
}

/** Lines ended by LF only: JSON may hold the other characters that readline takes for ends. */
async function* splitLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ line: number; text: string | undefined }> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let line = 1;
  const take = () => {
    const text = length > MAX_LINE ? undefined : Buffer.concat(parts).toString('utf8');
    parts = [];
    length = 0;
    return { line: line++, text: line === 2 ? text?.replace(/^\uFEFF/, '') : text };
  };
  const add = (part: Uint8Array) => {
    length += part.length;
    if (length <= MAX_LINE) parts.push(part);
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield take();
}
