import { useMemo } from 'react';
import { useText } from '../../language/language.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type Duplicate, listDuplicates } from './admin-api.ts';
import type { Column } from './data-table.tsx';
import { useFormats } from './formats.ts';
import { Identifier } from './identifier.tsx';
import { PagedList } from './paged-list.tsx';
import { Thumbnail } from './thumbnail.tsx';
import { usePages } from './use-pages.ts';

/** Pictures that more than one person or thing shows, and that are stored once. */
export function DuplicatesPage() {
  const t = useText('admin');
  const { count, bytes, moment } = useFormats();
  const { query, rows } = usePages(['duplicates'], listDuplicates);
  const columns = useMemo(
    (): Column<Duplicate>[] => [
      { key: 'picture', header: t('picture'), cell: ({ avatarId }) => <Thumbnail avatarId={avatarId} /> },
      { key: 'id', header: t('id'), cell: ({ avatarId }) => <Identifier id={avatarId} /> },
      { key: 'users', header: t('shownBy'), end: true, cell: ({ users }) => count(users) },
      { key: 'bytes', header: t('size'), end: true, cell: (row) => bytes(row.bytes) },
      { key: 'saved', header: t('bar-savedBytes'), end: true, cell: (row) => bytes(row.savedBytes) },
      { key: 'since', header: t('since'), cell: ({ createdAt }) => moment(createdAt) },
    ],
    [t, count, bytes, moment],
  );
  return (
    <>
      <PageHead title={t('duplicates')} lead={t('duplicatesLead')} />
      <Card>
        <PagedList
          label={t('duplicates')}
          query={query}
          rows={rows}
          columns={columns}
          rowKey={({ avatarId }) => avatarId}
          empty={<EmptyState title={t('noDuplicates')}>{t('noDuplicatesHint')}</EmptyState>}
        />
      </Card>
    </>
  );
}
