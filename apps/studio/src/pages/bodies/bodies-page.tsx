import { useDeferredValue, useState } from 'react';
import { Link } from 'wouter';
import { useText } from '../../language/language.tsx';
import button from '../../ui/button.module.css';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import styles from './bodies-page.module.css';
import { BodyCard } from './body-card.tsx';
import { type Scope, useBodies } from './body-queries.ts';
import { CardsLoading } from './cards-loading.tsx';
import { Choice } from './choice.tsx';
import { CompareBar } from './compare-bar.tsx';
import { Pages } from './pages.tsx';

const SCOPES: readonly Scope[] = ['own', 'shared', 'deleted'];

/** The two ways to a new body. */
function Ways() {
  const t = useText('bodies');
  return (
    <div className={styles.ways}>
      <Link to="/bodies/tape" className={`${button.button} ${button.primary}`}>
        {t('byTape')}
      </Link>
      <Link to="/bodies/photos" className={button.button}>
        {t('byPhotos')}
      </Link>
    </div>
  );
}

/** `/bodies`: those of one's own, those that others share, those that were deleted. */
export function BodiesPage() {
  const t = useText('bodies');
  const [scope, setScope] = useState<Scope>('own');
  const [typed, setTyped] = useState('');
  const [page, setPage] = useState(1);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const search = useDeferredValue(typed);
  const { data, error, refetch, isPlaceholderData } = useBodies({ scope, search, page });
  const pick = (id: string) =>
    setPicked((before) =>
      before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-2),
    );
  const nothing = data?.pagination.total === 0 && !isPlaceholderData;
  const first = nothing && scope === 'own' && search.trim().length < 2;
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} actions={first ? undefined : <Ways />} />
      <div className={styles.tools}>
        <Choice
          label={t('which')}
          value={scope}
          onChoose={(next) => {
            setScope(next);
            setPage(1);
            setPicked([]);
          }}
          options={SCOPES.map((value) => ({ value, label: t(value) }))}
        />
        <label className={styles.search}>
          <span className="visually-hidden">{t('search')}</span>
          <input
            type="search"
            value={typed}
            placeholder={t('search')}
            maxLength={255}
            onChange={({ target }) => {
              setTyped(target.value);
              setPage(1);
            }}
          />
        </label>
      </div>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <CardsLoading />
      ) : first ? (
        <EmptyState title={t('none')} action={<Ways />}>
          {t('noneHint')}
        </EmptyState>
      ) : nothing ? (
        <EmptyState title={t(scope === 'own' ? 'noneFound' : `${scope}None`)} />
      ) : (
        <ul className={styles.cards} aria-busy={isPlaceholderData}>
          {data.data.map((body) => (
            <BodyCard
              key={body.id}
              body={body}
              deleted={scope === 'deleted'}
              picked={picked.includes(body.id)}
              onPick={() => pick(body.id)}
            />
          ))}
        </ul>
      )}
      {data && <Pages {...data.pagination} onChoose={setPage} />}
      {picked.length > 0 && <CompareBar picked={picked} onClear={() => setPicked([])} />}
    </>
  );
}
