import { useState } from 'react';
import { useText } from '../../language/language.tsx';
import type { Day } from './admin-api.ts';
import { DataTable } from './data-table.tsx';
import styles from './days-table.module.css';
import { useFormats } from './formats.ts';

/** The numbers of the chart, the youngest day first. */
export function DaysTable({ days }: { days: readonly Day[] }) {
  const t = useText('admin');
  const { count, bytes, day } = useFormats();
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('asTable')}</summary>
      {open && (
        <DataTable
          label={t('overTime')}
          rows={days.toReversed()}
          rowKey={(row) => row.day}
          columns={[
            { key: 'day', header: t('day'), cell: (row) => day(row.day) },
            { key: 'uploads', header: t('show-uploads'), end: true, cell: (row) => count(row.uploads) },
            {
              key: 'duplicates',
              header: t('bar-duplicates'),
              end: true,
              cell: (row) => count(row.duplicates),
            },
            {
              key: 'stored',
              header: t('bar-storedBytes'),
              end: true,
              cell: (row) => bytes(row.storedBytes),
            },
            { key: 'saved', header: t('bar-savedBytes'), end: true, cell: (row) => bytes(row.savedBytes) },
            { key: 'bodies', header: t('bar-bodies'), end: true, cell: (row) => count(row.bodies) },
          ]}
        />
      )}
    </details>
  );
}
