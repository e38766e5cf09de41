import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { JOB_STATUSES, type JobRow, listJobs } from './admin-api.ts';
import { Choices } from './choices.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { useFormats } from './formats.ts';
import { Identifier } from './identifier.tsx';
import { JobActions } from './job-actions.tsx';
import { JobState } from './job-state.tsx';

const STEP = 100;
/** As many as the server lists at once. */
const MOST = 500;
const JOB_TYPES = ['avatar:process-photos', 'avatar:regenerate-model', 'avatar:export'] as const;
const isActive = ({ status }: JobRow) => status === 'queued' || status === 'processing';

/** Work on bodies, the youngest first; what failed can be tried again, what runs can be stopped. */
export function JobsPage() {
  const t = useText('admin');
  const { moment, count } = useFormats();
  const [search, setSearch] = useSearchParams();
  const [limit, setLimit] = useState(STEP);
  const status = JOB_STATUSES.find((one) => one === search.get('status'));
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['admin', 'jobs', status, limit],
    queryFn: () => listJobs({ status, limit }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.some(isActive) ? 2_000 : 15_000),
  });
  const columns = useMemo((): Column<JobRow>[] => {
    const work = (type: string) => {
      const known = JOB_TYPES.find((one) => one === type);
      return known ? t(`job-${known}`) : type;
    };
    return [
      {
        key: 'status',
        header: t('state'),
        cell: (job) => (
          <>
            <JobState status={job.status} />
            {isActive(job) && (
              <small className={styles.small}>{t('percent', { percent: job.progress })}</small>
            )}
          </>
        ),
      },
      {
        key: 'work',
        header: t('work'),
        cell: (job) => (
          <>
            {work(job.jobType)}
            {job.errorMessage && (
              <small className={styles.small} lang="en" dir="auto">
                {job.errorMessage} <code dir="ltr">{job.errorCode}</code>
              </small>
            )}
          </>
        ),
      },
      { key: 'body', header: t('body'), cell: ({ avatarId }) => <Identifier id={avatarId} /> },
      {
        key: 'tries',
        header: t('tries'),
        end: true,
        cell: (job) => t('triesOf', { done: count(job.attempts), most: count(job.maxAttempts) }),
      },
      { key: 'since', header: t('asked'), cell: ({ createdAt }) => moment(createdAt) },
      { key: 'act', header: t('act'), cell: (job) => <JobActions job={job} /> },
    ];
  }, [t, moment, count]);
  const choose = (value: string) => {
    setLimit(STEP);
    setSearch(value === 'all' ? {} : { status: value }, { replace: true });
  };
  return (
    <>
      <PageHead title={t('jobs')} lead={t('jobsLead')} />
      <Card>
        <div className={styles.tools}>
          <Choices
            label={t('filter')}
            options={(['all', 'failed', 'processing', 'queued', 'completed', 'cancelled'] as const).map(
              (value) => ({ value, text: t(value === 'all' ? 'all' : `status-${value}`) }),
            )}
            value={status ?? 'all'}
            onChoose={choose}
          />
        </div>
        {error && <ErrorState error={error} onRetry={refetch} />}
        {!data && !error && <Loading rows={6} />}
        {data && (
          <div className={styles.list} aria-busy={isPlaceholderData}>
            {data.length === 0 ? (
              <EmptyState title={t(status === 'failed' ? 'noFailed' : 'noJobs')}>
                {t('noJobsHint')}
              </EmptyState>
            ) : (
              <DataTable label={t('jobs')} columns={columns} rows={data} rowKey={({ id }) => id} />
            )}
            <div className={styles.foot}>
              <p role="status">{data.length > 0 && t('shown', { count: data.length })}</p>
              {data.length === limit && limit < MOST && (
                <Button busy={isPlaceholderData} onClick={() => setLimit(Math.min(MOST, limit + STEP))}>
                  {t('more')}
                </Button>
              )}
            </div>
          </div>
        )}
      </Card>
    </>
  );
}
