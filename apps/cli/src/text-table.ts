/** Rows under a heading, columns as wide as they need to be; columns of numbers are aligned to the right. */
export function formatTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = heading.map((title, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return {
      width: Math.max(title.length, ...cells.map(({ length }) => length)),
      numeric: cells.length > 0 && cells.every((cell) => /^-?[\d.,]+%?$/.test(cell)),
    };
  });
  const line = (cells: readonly string[]) =>
    columns
      .map(({ width, numeric }, at) => {
        const cell = cells[at] ?? '';
        return numeric ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = columns.map(({ width }) => '─'.repeat(width)).join('  ');
  return [line(heading), rule, ...rows.map(line)].join('\n');
}
