import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ErrorState, ErrorText, Loading } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { type Engine, readEngines } from './admin-api.ts';
import { changedEngines } from './engine-changes.ts';
import cards from './engines-page.module.css';
import { useFormats } from './formats.ts';

const EVERY = 5_000;
const NAMES = ['database', 'storage', 'keys', 'replica', 'mongodb', 'redis', 'cdn', 'queue'] as const;
const nameOf = (name: string) => NAMES.find((one) => one === name) ?? 'other';
const SIGNS = {
  ok: [CircleCheck, 'good'],
  degraded: [TriangleAlert, 'warn'],
  down: [CircleX, 'bad'],
} as const;

/** Whether everything that the server stands on answers; asked again every few seconds while one looks. */
export function EnginesPage() {
  const t = useText('admin');
  const { time } = useFormats();
  const { data, error, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['admin', 'engines'],
    queryFn: readEngines,
    staleTime: 0,
    refetchInterval: EVERY,
  });
  const engines = data?.engines;
  const news = useNews(engines);
  return (
    <>
      <PageHead title={t('engines')} lead={t('enginesLead')} />
      <p role="status" className="visually-hidden">
        {news
          .map(({ name, state }) =>
            t('changed', { name: t(`engine-${nameOf(name)}`, { name }), state: t(`state-${state}`) }),
          )
          .join(' ')}
      </p>
      {!data && !error && <Loading rows={6} />}
      {error && !data && <ErrorState error={error} onRetry={refetch} />}
      {error && data && (
        <Notice kind="error">
          <ErrorText error={error} />
        </Notice>
      )}
      {engines && (
        <>
          <Summary engines={engines} />
          <ul className={cards.engines}>
            {engines.map((engine) => (
              <EngineCard key={engine.name} engine={engine} />
            ))}
          </ul>
          <p className={styles.small}>{t('askedAt', { time: time(dataUpdatedAt) })}</p>
        </>
      )}
    </>
  );
}

function useNews(engines: readonly Engine[] | undefined): readonly Engine[] {
  const before = useRef<readonly Engine[] | undefined>(undefined);
  const [news, setNews] = useState<readonly Engine[]>([]);
  useEffect(() => {
    if (engines === undefined) return;
    const changed = changedEngines(before.current, engines);
    before.current = engines;
    if (changed.length > 0) setNews(changed);
  }, [engines]);
  return news;
}

function Summary({ engines }: { engines: readonly Engine[] }) {
  const t = useText('admin');
  const bad = engines.filter(({ state }) => state !== 'ok').length;
  const [Sign, look] = bad === 0 ? SIGNS.ok : SIGNS.degraded;
  return (
    <p className={`${styles.state} ${styles[look]} ${cards.summary}`}>
      <Sign aria-hidden="true" size={22} />
      {bad === 0 ? t('allWell') : t('notWell', { count: bad })}
    </p>
  );
}

function EngineCard({ engine: { name, kind, state, latencyMs, detail } }: { engine: Engine }) {
  const t = useText('admin');
  const { milliseconds } = useFormats();
  const [Sign, look] = SIGNS[state];
  return (
    <li className={`${cards.engine} ${cards[look]}`}>
      <div className={cards.head}>
        <h2>{t(`engine-${nameOf(name)}`, { name })}</h2>
        <span className={`${styles.state} ${styles[look]}`}>
          <Sign aria-hidden="true" size={18} />
          {t(`state-${state}`)}
        </span>
      </div>
      <p className={styles.soft}>
        <bdi>{kind}</bdi>
        {latencyMs !== null && ` · ${milliseconds(latencyMs)}`}
      </p>
      <p lang="en" dir="auto">
        {detail}
      </p>
    </li>
  );
}
