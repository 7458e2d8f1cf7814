/** A cell of a table: a moment is shown to the minute, in UTC; null as a dash. */
type Cell = string | number | Date | null;

/**
 * Returns a table as text: the titles, then the rows, in columns as wide as their widest cell.
 * @param rows have as many cells as there are titles
 */
export function textTable(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [titles, ...rows.map((row) => row.map(cellText))];
  const widths = titles.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const cellText = (cell: Cell): string =>
  cell instanceof Date ? cell.toISOString().slice(0, 16).replace('T', ' ') : String(cell ?? '-');
