import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useText } from '../../language/language.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type AuditEntry, searchAudit } from './admin-api.ts';
import { AuditForm } from './audit-form.tsx';
import styles from './audit-page.module.css';
import { addressOf, auditQueryOf, auditSearchOf } from './audit-search.ts';
import type { Column } from './data-table.tsx';
import { useFormats } from './formats.ts';
import { Identifier } from './identifier.tsx';
import { PagedList } from './paged-list.tsx';
import { usePages } from './use-pages.ts';

/** Who did what and when; what is looked for is in the address, so that it can be sent to somebody. */
export function AuditPage() {
  const t = useText('admin');
  const { moment } = useFormats();
  const [address, setAddress] = useSearchParams();
  const search = useMemo(() => auditSearchOf(address), [address]);
  const { query, rows } = usePages(['audit', search], (cursor) => searchAudit(auditQueryOf(search), cursor));
  const columns = useMemo(
    (): Column<AuditEntry>[] => [
      { key: 'at', header: t('when'), cell: ({ at }) => moment(at) },
      {
        key: 'action',
        header: t('action'),
        cell: ({ action }) => <code dir="ltr">{action}</code>,
      },
      {
        key: 'actor',
        header: t('actor'),
        cell: ({ actor }) => (actor ? <Actor actor={actor} /> : t('system')),
      },
      {
        key: 'subject',
        header: t('subject'),
        cell: ({ subject }) => subject && <Identifier id={subject} />,
      },
      { key: 'details', header: t('details'), cell: (entry) => <Details entry={entry} /> },
    ],
    [t, moment],
  );
  return (
    <>
      <PageHead title={t('audit')} lead={t('auditLead')} />
      <Card>
        <AuditForm search={search} onSearch={(next) => setAddress(addressOf(next))} />
        <PagedList
          label={t('audit')}
          query={query}
          rows={rows}
          columns={columns}
          rowKey={({ id }) => id}
          empty={<EmptyState title={t('noAudit')}>{t('noAuditHint')}</EmptyState>}
        />
      </Card>
    </>
  );
}

function Actor({ actor: { id, userId } }: { actor: NonNullable<AuditEntry['actor']> }) {
  const t = useText('admin');
  if (userId !== null) return <bdi>{userId}</bdi>;
  return (
    <>
      {t('somebodyErased')} <code dir="ltr">{id.slice(0, 8)}</code>
    </>
  );
}

function Details({ entry: { details, requestId, subject } }: { entry: AuditEntry }) {
  const t = useText('admin');
  const lines = Object.entries({ ...(subject && { subject }), requestId, ...details });
  if (lines.length === 0) return null;
  return (
    <details className={styles.details}>
      <summary>{t('showDetails')}</summary>
      <dl className={styles.lines} dir="ltr">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
