import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Measure, meets } from '../benchmark.ts';
import { type Conditions, ROOT } from './conditions.ts';
import { rounded } from './numbers.ts';

export interface Result extends Measure {
  benchmark: string;
}

/** The table of a run, for people. */
export function printTable(results: readonly Result[]): void {
  const rows = results.map((result) => {
    const met = meets(result);
    return [
      result.benchmark,
      result.metric,
      String(rounded(result.value)),
      result.ratioTo === undefined ? result.unit : `× ${result.ratioTo}`,
      result.aim ?? '',
      met === undefined ? '' : met ? 'met' : 'MISSED',
    ];
  });
  const all = [['benchmark', 'metric', 'value', 'unit', 'aim', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of all) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

/**
 * Appends the rows to `benchmarks/results/<version>.csv`, which is committed with each release; those of a
 * quick run to `results/local/`, which is not.
 *
 * @returns the file's path from the root
 */
export function appendCsv(results: readonly Result[], conditions: Conditions): string {
  const { quick, version } = conditions;
  const file = `benchmarks/results/${quick ? 'local/' : ''}${version}.csv`;
  const columns = ['benchmark', 'metric', 'value', 'unit', 'ratio_to', 'aim', ...Object.keys(conditions)];
  const lines = results.map(({ benchmark, metric, value, unit, ratioTo, aim }) =>
    [benchmark, metric, rounded(value), unit, ratioTo ?? '', aim ?? '', ...Object.values(conditions)]
      .map(cell)
      .join(','),
  );
  const path = `${ROOT}${file}`;
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    lines.unshift(columns.join(','));
  }
  appendFileSync(path, `${lines.join('\n')}\n`);
  return file;
}

function cell(value: string | number | boolean): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
