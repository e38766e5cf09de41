import { createCameraLink } from '@likeness/react/body-viewer';
import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useText } from '../../language/language.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import { useBody, useMeasured } from './body-queries.ts';
import { BodyPicker } from './compare/body-picker.tsx';
import styles from './compare/compare.module.css';
import { ComparedBody } from './compare/compared-body.tsx';
import { DifferencesTable } from './compare/differences-table.tsx';
import { useUnits } from './use-units.ts';

/** `/bodies/compare?a=&b=`: two bodies side by side, and what is different. */
export function ComparePage() {
  const t = useText('bodies');
  const query = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const [a, b] = [query.get('a') ?? '', query.get('b') ?? ''];
  const choose = (side: 'a' | 'b', id: string) =>
    go(`/bodies/compare?${new URLSearchParams({ a, b, [side]: id })}`, { replace: true });
  return (
    <>
      <PageHead title={t('compareTitle')} lead={t('compareLead')} />
      <div className={styles.pickers}>
        <BodyPicker label={t('first')} value={a} onChoose={(id) => choose('a', id)} />
        <BodyPicker label={t('second')} value={b} onChoose={(id) => choose('b', id)} />
      </div>
      {a && b ? (
        <Pair key={`${a} ${b}`} a={a} b={b} />
      ) : (
        <EmptyState title={t('compareEmpty')}>{t('compareEmptyHint')}</EmptyState>
      )}
    </>
  );
}

function Pair({ a, b }: { a: string; b: string }) {
  const link = useMemo(createCameraLink, []);
  const [first, second] = [useBody(a), useBody(b)];
  const failed = [first, second].find(({ error, data }) => error && !data);
  if (failed) return <ErrorState error={failed.error} onRetry={failed.refetch} />;
  if (!first.data || !second.data) return <Loading rows={8} />;
  return (
    <>
      <div className={styles.pair}>
        <ComparedBody body={first.data} link={link} />
        <ComparedBody body={second.data} link={link} />
      </div>
      <Differences a={first.data} b={second.data} />
    </>
  );
}

function Differences({ a, b }: Record<'a' | 'b', NonNullable<ReturnType<typeof useBody>['data']>>) {
  const [units, chooseUnits] = useUnits();
  const [first, second] = [useMeasured(a, 'metric'), useMeasured(b, 'metric')];
  const failed = [first, second].find(({ error, data }) => error && !data);
  if (failed) return <ErrorState error={failed.error} onRetry={failed.refetch} />;
  if (!first.data || !second.data) return <Loading rows={12} />;
  return (
    <Card>
      <DifferencesTable
        names={[a.name, b.name]}
        first={first.data}
        second={second.data}
        units={units}
        onUnits={chooseUnits}
      />
    </Card>
  );
}
