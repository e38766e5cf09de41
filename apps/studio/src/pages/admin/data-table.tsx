import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo } from 'react';
import styles from './data-table.module.css';

export interface Column<T> {
  key: string;
  header: string;
  cell(row: T): ReactNode;
  /** Numbers stand under each other. */
  end?: boolean;
}

export interface DataTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey(row: T): string;
}

const features = tableFeatures({});
// some browsers forget what a table is when its rows are laid out as cards
const role = (name: string) => ({ role: name });

/** Rows and columns; where there is no room for columns each row is a card. */
export function DataTable<T>({ label, columns, rows, rowKey }: DataTableProps<T>) {
  const helper = useMemo(() => createColumnHelper<typeof features, { of: T }>(), []);
  const wrapped = useMemo(() => rows.map((of) => ({ of })), [rows]);
  const definitions = useMemo(
    () =>
      helper.columns(
        columns.map(({ key, header, cell }) =>
          helper.display({ id: key, header, cell: ({ row }) => cell(row.original.of) }),
        ),
      ),
    [columns, helper],
  );
  const ends = useMemo(() => new Set(columns.filter(({ end }) => end).map(({ key }) => key)), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: wrapped,
    getRowId: ({ of }) => rowKey(of),
  });
  const side = (column: string) => (ends.has(column) ? styles.end : undefined);
  return (
    <div className={styles.frame}>
      <table {...role('table')} aria-label={label} className={styles.table}>
        <thead {...role('rowgroup')}>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} {...role('row')}>
              {group.headers.map((header) => (
                <th key={header.id} {...role('columnheader')} scope="col" className={side(header.column.id)}>
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody {...role('rowgroup')}>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} {...role('row')}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} {...role('cell')} className={side(cell.column.id)}>
                  <span aria-hidden="true" className={styles.name}>
                    {String(cell.column.columnDef.header)}
                  </span>
                  <span className={styles.value}>
                    <table.FlexRender cell={cell} />
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
