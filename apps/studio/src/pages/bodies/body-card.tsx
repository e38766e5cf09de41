import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useLanguage, useText } from '../../language/language.tsx';
import { likeness } from '../../session/likeness.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorText } from '../../ui/states.tsx';
import styles from './bodies-page.module.css';
import { type BodySummary, changed } from './body-queries.ts';
import { ProgressLine } from './progress-line.tsx';
import { SealedPicture } from './sealed-picture.tsx';

export interface BodyCardProps {
  body: BodySummary;
  deleted: boolean;
  /** Chosen to be compared. */
  picked: boolean;
  onPick(): void;
}

/** A body in the list: its picture, its state, what can be done. */
export function BodyCard({ body, deleted, picked, onPick }: BodyCardProps) {
  const t = useText('bodies');
  const { language } = useLanguage();
  const { id, name, status, version, tags, own, isDefault, updatedAt } = body;
  const ready = status === 'ready' || status === 'archived';
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(updatedAt));
  return (
    <li className={styles.card}>
      <SealedPicture id={id} version={version} ready={ready && !deleted} alt="" />
      <div className={styles.text}>
        {deleted ? (
          <strong dir="auto">{name}</strong>
        ) : (
          <Link to={`/bodies/${id}`} className={styles.name} dir="auto">
            {name}
          </Link>
        )}
        <span className={styles.when}>{t(deleted ? 'deletedOn' : 'changedOn', { when })}</span>
        {isDefault && <span className={styles.badge}>{t('isDefault')}</span>}
        {status === 'archived' && <span className={styles.when}>{t('archived')}</span>}
        {tags.length > 0 && (
          <ul className={styles.tags} aria-label={t('tags')}>
            {tags.map((tag) => (
              <li key={tag} dir="auto">
                {tag}
              </li>
            ))}
          </ul>
        )}
        {deleted ? (
          <Act label={t('restore')} id={id} what="restore" />
        ) : status === 'processing' ? (
          <ProgressLine avatarId={id} />
        ) : status === 'error' ? (
          <>
            <p className={styles.bad}>{t('failed')}</p>
            {own && <Act label={t('tryAgain')} id={id} what="retry" />}
          </>
        ) : (
          <div className={styles.foot}>
            <label className={styles.pick}>
              <input type="checkbox" checked={picked} onChange={onPick} aria-label={t('pick', { name })} />
              {t('compareThis')}
            </label>
          </div>
        )}
      </div>
    </li>
  );
}

/** Brings a body back, or has it made again. */
function Act({ id, what, label }: { id: string; what: 'restore' | 'retry'; label: string }) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (): Promise<unknown> => likeness.bodies[what](id),
    onSuccess: () => changed(client),
  });
  return (
    <div className={styles.foot}>
      <Button busy={isPending} onClick={() => mutate()}>
        {label}
      </Button>
      {error && <ErrorText error={error} />}
    </div>
  );
}
