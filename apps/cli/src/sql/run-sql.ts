import type { Client, QueryArrayResult } from 'pg';
import { type Format, formatRows } from './format-rows.ts';

/** Runs one or more statements and gives what they answer as text. */
export async function runSql(client: Client, text: string, format: Format): Promise<string> {
  const answer = (await client.query({
    text,
    rowMode: 'array',
    // As PostgreSQL writes it: no detour over numbers and dates of JavaScript.
    types: { getTypeParser: () => (value: string) => value },
  })) as QueryArrayResult<(string | null)[]> | QueryArrayResult<(string | null)[]>[];
  return [answer]
    .flat()
    .map((result) => {
      if (result.fields.length > 0) {
        const columns = result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
        return formatRows({ columns, rows: result.rows }, format);
      }
      const done = [result.command, result.rowCount].filter((part) => part !== null && part !== undefined);
      return format === 'table' && done.length > 0 ? `${done.join(' ')}\n` : '';
    })
    .join('');
}

/** An error of PostgreSQL for people: where it is in the text, and the hint. */
export function describeSqlError(error: unknown, text: string): string {
  const { message, position, detail, hint } = error as Partial<Record<string, string>>;
  const lines = [`ERROR: ${message ?? String(error)}`];
  if (position !== undefined) {
    const before = Array.from(text)
      .slice(0, Number(position) - 1)
      .join('');
    const number = before.split('\n').length;
    const start = before.lastIndexOf('\n') + 1;
    const line = text.split('\n')[number - 1] ?? '';
    const label = `LINE ${number}: `;
    lines.push(`${label}${line}`, `${' '.repeat(label.length + Array.from(before.slice(start)).length)}^`);
  }
  if (detail !== undefined) lines.push(`DETAIL: ${detail}`);
  if (hint !== undefined) lines.push(`HINT: ${hint}`);
  return `${lines.join('\n')}\n`;
}
