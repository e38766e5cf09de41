// Figures of lists of errors, and tables of them.
export const average = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;

const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];

/** Per cent of a list that passes a test; NaN of an empty one. */
export const share = (list, test) =>
  list.length === 0 ? Number.NaN : average(list.map((one) => (test(one) ? 100 : 0)));

/** Mean and quantiles of the size of signed errors. */
export function sizes(errors) {
  const sorted = errors.map(Math.abs).sort((a, b) => a - b);
  return {
    mae: average(sorted),
    bias: average(errors),
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
    max: sorted.at(-1),
  };
}

const text = (value) => (typeof value === 'number' ? String(Number(value.toFixed(4))) : (value ?? ''));

/** Rows of the same fields as CSV. */
export function csv(list) {
  const names = Object.keys(list[0]);
  const cell = (value) => (/[",]/.test(text(value)) ? `"${text(value)}"` : text(value));
  return `${[names.join(','), ...list.map((row) => names.map((name) => cell(row[name])).join(','))].join('\n')}\n`;
}

/** Reads what {@link csv} wrote; numbers come back as numbers. */
export function fromCsv(content) {
  const [head, ...lines] = content
    .trimEnd()
    .split('\n')
    .map((line) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((m) => m[1] ?? m[2]));
  return lines.map((cells) =>
    Object.fromEntries(
      head.map((name, i) => [
        name,
        cells[i] === '' || Number.isNaN(Number(cells[i])) ? cells[i] : Number(cells[i]),
      ]),
    ),
  );
}

/** A number for a table; a dash for what there is not. */
export const digits = (value, n = 2) =>
  typeof value === 'number' && Number.isFinite(value) ? value.toFixed(n) : '–';

/** A table in Markdown, columns padded, so that it reads in a terminal, too. The first column is text. */
export function table(heading, rows) {
  const all = [heading, ...rows];
  const widths = heading.map((_, at) => Math.max(...all.map((row) => String(row[at]).length), 3));
  const line = (row) =>
    `| ${row.map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at]) : String(cell).padStart(widths[at]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(heading), rule, ...rows.map(line)].join('\n');
}
