import { LikenessError } from '@likeness/client';
import type { ReactNode } from 'react';
import { useText } from '../language/language.tsx';
import { Button } from './button.tsx';
import styles from './states.module.css';

/** Something is under way; it takes the room that the content will take. */
export function Loading({ rows = 3 }: { rows?: number }) {
  const t = useText('shell');
  return (
    <div role="status" className={styles.loading}>
      <span className="visually-hidden">{t('loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <span key={row} className={styles.bar} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing is there yet, and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.state}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** What went wrong, in the words of the server, and another try. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useText('shell');
  return (
    <div role="alert" className={`${styles.state} ${styles.bad}`}>
      <ErrorText error={error} />
      {onRetry && <Button onClick={onRetry}>{t('again')}</Button>}
    </div>
  );
}

/** A refusal in one paragraph: title, sentence, request id. */
export function ErrorText({ error }: { error: unknown }) {
  const t = useText('shell');
  const known = error instanceof LikenessError ? error : undefined;
  return (
    <p>
      {known ? (
        // the server speaks English
        <span lang="en" dir="auto">
          <strong>{known.title}</strong>. {known.message}
        </span>
      ) : (
        <>
          <strong>{t('error')}</strong>. {error instanceof Error ? error.message : String(error)}
        </>
      )}{' '}
      {known?.requestId && (
        <small className={styles.request}>{t('requestId', { id: known.requestId })}</small>
      )}
    </p>
  );
}
