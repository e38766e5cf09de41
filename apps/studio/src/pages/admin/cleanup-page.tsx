import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice, NoticePlace } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState, ErrorText } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { type CleanupReport, listWaiting, runCleanup, type Waiting } from './admin-api.ts';
import type { Column } from './data-table.tsx';
import { useFormats } from './formats.ts';
import { Identifier } from './identifier.tsx';
import { PagedList } from './paged-list.tsx';
import { usePages } from './use-pages.ts';

const REASONS = ['dereferenced', 'unreferenced', 'erased'] as const;

/** Pictures that nobody shows any more, and when they go. */
export function CleanupPage() {
  const t = useText('admin');
  const { bytes, moment } = useFormats();
  const client = useQueryClient();
  const { query, rows, first } = usePages(['cleanup'], listWaiting);
  const run = useMutation({
    mutationFn: runCleanup,
    networkMode: 'always',
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin'] }),
  });
  const columns = useMemo((): Column<Waiting>[] => {
    const reason = (name: string) => {
      const known = REASONS.find((one) => one === name);
      return known ? t(`reason-${known}`) : name;
    };
    return [
      { key: 'id', header: t('picture'), cell: ({ avatarId }) => <Identifier id={avatarId} /> },
      { key: 'reason', header: t('reason'), cell: (row) => reason(row.reason) },
      { key: 'queued', header: t('queuedAt'), cell: ({ queuedAt }) => moment(queuedAt) },
      { key: 'due', header: t('dueAt'), cell: ({ dueAt }) => moment(dueAt) },
      { key: 'bytes', header: t('size'), end: true, cell: (row) => bytes(row.bytes) },
    ];
  }, [t, bytes, moment]);
  return (
    <>
      <PageHead
        title={t('cleanup')}
        lead={t('cleanupLead')}
        actions={
          <Button kind="primary" busy={run.isPending} onClick={() => run.mutate()}>
            {run.isPending ? t('cleaning') : t('runNow')}
          </Button>
        }
      />
      {run.error && (
        <Notice kind="error">
          <ErrorText error={run.error} />
        </Notice>
      )}
      <NoticePlace>{run.data && !run.isPending && <Report report={run.data} />}</NoticePlace>
      <Card>
        {first && first.total > 0 && <p>{t('waitingTotal', { count: first.total })}</p>}
        <PagedList
          label={t('cleanup')}
          query={query}
          rows={rows}
          columns={columns}
          rowKey={({ avatarId }) => avatarId}
          empty={<EmptyState title={t('noWaiting')}>{t('noWaitingHint')}</EmptyState>}
        />
      </Card>
    </>
  );
}

function Report({ report }: { report: CleanupReport }) {
  const t = useText('admin');
  const { count, bytes } = useFormats();
  const lines = [
    ['report-swept', count(report.swept)],
    ['report-freedBytes', bytes(report.freedBytes)],
    ['report-expired', count(report.expired)],
    ['report-orphanObjects', count(report.orphanObjects)],
    ['report-temporaryFiles', count(report.temporaryFiles)],
  ] as const;
  return (
    <>
      <strong>{t('cleaned')}</strong>
      <dl className={styles.report}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
