import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ImportError } from './import-error.ts';
import { type InputRow, MAX_LINE, makeRow } from './rows.ts';

const USER_COLUMNS = ['userid', 'user_id', 'user', 'id'];
const SOURCE_COLUMNS = ['url', 'avatar_url', 'path', 'source'];

/**
 * Rows of CSV: the user and the address or path, in the first two columns or in those that a heading names.
 *
 * @throws ImportError `unreadable_input` when the text is no CSV from some line on
 */
export async function* csvRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<InputRow> {
  const parser = Readable.from(bytes, { objectMode: false }).pipe(
    parse({
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      info: true,
      max_record_size: MAX_LINE,
    }),
  );
  let columns: [number, number] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (columns === undefined) {
        const heading = findColumns(record);
        columns = heading ?? [0, 1];
        if (heading !== undefined) continue;
      }
      yield makeRow(info.lines, record[columns[0]], record[columns[1]]);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportError('unreadable_input', `The input is no CSV: ${error.message}`, { cause: error });
  }
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

/** Where a heading says that user and source are; undefined when the record is no heading. */
function findColumns(record: readonly string[]): [number, number] | undefined {
  const names = record.map((name) => name.trim().toLowerCase());
  const find = (wanted: readonly string[]) => names.findIndex((name) => wanted.includes(name));
  const [user, source] = [find(USER_COLUMNS), find(SOURCE_COLUMNS)];
  return user === -1 || source === -1 ? undefined : [user, source];
}
