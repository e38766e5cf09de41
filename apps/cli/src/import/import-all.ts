import type { ImportContext, ImportResult, ImportStatus } from './import-picture.ts';
import { importPicture } from './import-picture.ts';
import type { ReportFile } from './report-file.ts';
import type { InputRow } from './rows.ts';

/** When so many in a row fail for the same reason of ours, the others would fail too. */
const HOPELESS = 10;
const OURS = new Set(['database_unavailable', 'storage_unavailable', 'storage_full', 'internal_error']);

export interface ImportAll {
  rows: AsyncIterable<InputRow>;
  context: ImportContext;
  parallel: number;
  report: ReportFile | undefined;
  /** Begins no further row; those under way end. */
  signal: AbortSignal;
  onResult: (result: ImportResult | 'done before') => void;
}

export interface ImportSummary {
  counts: Partial<Record<ImportStatus | 'done before', number>>;
  /** Why it ended before the input did. */
  stopped?: 'asked' | 'hopeless';
}

/** Imports rows, `parallel` at a time, in the order of the input. */
export async function importAll(options: ImportAll): Promise<ImportSummary> {
  const { context, parallel, report, signal, onResult } = options;
  const rows = options.rows[Symbol.asyncIterator]();
  const counts: ImportSummary['counts'] = {};
  let ourFailures = 0;
  const tell = (result: ImportResult | 'done before') => {
    const status = result === 'done before' ? result : result.status;
    counts[status] = (counts[status] ?? 0) + 1;
    onResult(result);
  };
  const importRow = async (row: InputRow) => {
    if (!('source' in row)) {
      const { line, userId, problem: error } = row;
      const whose = userId === undefined ? {} : { userId };
      const result: ImportResult = { line, ...whose, status: 'failed', code: 'unreadable_row', error };
      report?.write(result);
      return tell(result);
    }
    if (report?.done(row)) return tell('done before');
    const result = await importPicture(context, row);
    ourFailures = OURS.has(result.code ?? '') ? ourFailures + 1 : 0;
    report?.write(result, row);
    tell(result);
  };
  const hopeless = () => ourFailures >= HOPELESS;
  const work = async () => {
    while (!signal.aborted && !hopeless()) {
      const { value, done } = await rows.next();
      if (done) return;
      await importRow(value);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  const early = signal.aborted ? 'asked' : hopeless() ? 'hopeless' : undefined;
  return { counts, ...(early === undefined ? {} : { stopped: early }) };
}
