import type { ReactNode } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState, ErrorText, Loading } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { DataTable, type DataTableProps } from './data-table.tsx';
import type { Pages } from './use-pages.ts';

export interface PagedListProps<T> extends Omit<DataTableProps<T>, 'rows'> {
  query: Pages;
  rows: readonly T[] | undefined;
  /** What is shown instead of no rows. */
  empty: ReactNode;
}

/** A list in each of its states: on its way, refused, empty, there, with more to come. */
export function PagedList<T>({ query, rows, empty, ...table }: PagedListProps<T>) {
  const t = useText('admin');
  if (rows === undefined) {
    if (query.isError) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
    return <Loading rows={6} />;
  }
  return (
    <div className={styles.list} aria-busy={query.isPlaceholderData}>
      {rows.length > 0 && <DataTable {...table} rows={rows} />}
      {rows.length === 0 && (query.hasNextPage ? <p>{t('notYet')}</p> : empty)}
      {query.isError && (
        <div role="alert" className={styles.inline}>
          <ErrorText error={query.error} />
          {!query.hasNextPage && <Button onClick={() => query.refetch()}>{t('again')}</Button>}
        </div>
      )}
      <div className={styles.foot}>
        <p role="status">{rows.length > 0 && t('shown', { count: rows.length })}</p>
        {query.hasNextPage && (
          <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </div>
    </div>
  );
}
