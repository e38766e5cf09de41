import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useText } from '../../language/language.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ErrorState, Loading } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { readStatistics, type Statistics } from './admin-api.ts';
import { SERIES, type SeriesName } from './chart-series.ts';
import { Choices } from './choices.tsx';
import { DaysTable } from './days-table.tsx';
import { useFormats } from './formats.ts';

const Chart = lazy(() => import('./days-chart.tsx').then((m) => ({ default: m.DaysChart })));

const PERIODS = ['7', '30', '90', '365'] as const;
const SHOWN = Object.keys(SERIES) as SeriesName[];

/** What there is now, and how it came to be day by day. */
export function OverviewPage() {
  const t = useText('admin');
  const [search, setSearch] = useSearchParams();
  const period = PERIODS.find((days) => days === search.get('days')) ?? '30';
  const shown = SHOWN.find((name) => name === search.get('show')) ?? 'uploads';
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'statistics', period],
    queryFn: () => readStatistics(Number(period)),
    placeholderData: keepPreviousData,
  });
  const choose = (name: 'days' | 'show', value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <PageHead title={t('overview')} lead={t('overviewLead')} />
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <Loading rows={8} />}
      {data && (
        <>
          <Figures now={data.now} days={data.days} />
          <Card>
            <div className={styles.head}>
              <h2>{t('overTime')}</h2>
              <Choices
                label={t('period')}
                options={PERIODS.map((days) => ({ value: days, text: t('days', { count: Number(days) }) }))}
                value={period}
                onChoose={(days) => choose('days', days)}
              />
            </div>
            <div className={styles.tools}>
              <Choices
                label={t('show')}
                options={SHOWN.map((name) => ({ value: name, text: t(`show-${name}`) }))}
                value={shown}
                onChoose={(name) => choose('show', name)}
              />
            </div>
            <div className={styles.skeleton}>
              <Suspense fallback={<Loading rows={9} />}>
                <Chart days={data.days} shown={shown} />
              </Suspense>
            </div>
            <DaysTable days={data.days} />
          </Card>
        </>
      )}
    </>
  );
}

function Figures({ now, days }: Statistics) {
  const t = useText('admin');
  const { count, bytes, share } = useFormats();
  const came = days.reduce((sum, day) => sum + day.storedBytes + day.savedBytes, 0);
  const spared = days.reduce((sum, day) => sum + day.savedBytes, 0);
  return (
    <dl className={styles.figures}>
      <Figure name={t('pictures')} value={count(now.totalAvatars)}>
        {now.duplicateCount > 0 && (
          <Link to="/admin/duplicates">{t('ofThemDuplicates', { count: now.duplicateCount })}</Link>
        )}
      </Figure>
      <Figure name={t('stored')} value={bytes(now.totalSize)} />
      <Figure name={t('saved')} value={bytes(now.savedBytes)}>
        {came > 0 && t('savedShare', { share: share(spared / came), days: days.length })}
      </Figure>
      <Figure name={t('bodies')} value={count(now.bodies)} />
      <Figure name={t('people')} value={count(now.people)} />
      <Figure name={t('waiting')} value={count(now.pendingCleanup)}>
        {now.pendingCleanup > 0 && <Link to="/admin/cleanup">{t('look')}</Link>}
      </Figure>
    </dl>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children?: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      {children && <dd className={styles.aside}>{children}</dd>}
    </div>
  );
}
