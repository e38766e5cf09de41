import { type FormEvent, useMemo, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { type Certificate, type PersonRow, searchPeople } from './admin-api.ts';
import { CertificateCard } from './certificate-card.tsx';
import type { Column } from './data-table.tsx';
import { ErasePerson } from './erase-person.tsx';
import { useFormats } from './formats.ts';
import { PagedList } from './paged-list.tsx';
import { usePages } from './use-pages.ts';

/** Who is known, what is stored of them, and their erasure for good. */
export function PeoplePage() {
  const t = useText('admin');
  const { count, moment } = useFormats();
  // names of people do not belong into addresses
  const [q, setQ] = useState('');
  const [certificate, setCertificate] = useState<Certificate>();
  const { query, rows } = usePages(['people', q], (cursor) => searchPeople(q, cursor));
  const columns = useMemo(
    (): Column<PersonRow>[] => [
      { key: 'name', header: t('person'), cell: ({ userId }) => <bdi>{userId}</bdi> },
      { key: 'portraits', header: t('pictures'), end: true, cell: ({ portraits }) => count(portraits) },
      { key: 'bodies', header: t('bodies'), end: true, cell: ({ bodies }) => count(bodies) },
      { key: 'since', header: t('knownSince'), cell: ({ createdAt }) => moment(createdAt) },
      {
        key: 'act',
        header: t('act'),
        cell: (person) => <ErasePerson person={person} onErased={setCertificate} />,
      },
    ],
    [t, count, moment],
  );
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setQ(String(new FormData(event.currentTarget).get('q') ?? '').trim());
  }
  return (
    <>
      <PageHead title={t('people')} lead={t('peopleLead')} />
      {certificate && (
        <CertificateCard
          key={certificate.certificateId}
          certificate={certificate}
          onClose={() => setCertificate(undefined)}
        />
      )}
      <Card>
        <search>
          <form className={styles.tools} onSubmit={submit}>
            <label className={styles.field}>
              {t('person')}
              <input name="q" type="search" autoComplete="off" maxLength={200} />
            </label>
            <Button kind="primary" type="submit">
              {t('find')}
            </Button>
          </form>
        </search>
        <PagedList
          label={t('people')}
          query={query}
          rows={rows}
          columns={columns}
          rowKey={({ id }) => id}
          empty={<EmptyState title={t('noPeople')}>{t('noPeopleHint')}</EmptyState>}
        />
      </Card>
    </>
  );
}
