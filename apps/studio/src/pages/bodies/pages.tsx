import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './bodies-page.module.css';

/** The way to the other pages of a list; nothing when there is one. */
export function Pages({
  page,
  totalPages,
  onChoose,
}: {
  page: number;
  totalPages: number;
  onChoose(page: number): void;
}) {
  const t = useText('bodies');
  if (totalPages <= 1) return null;
  return (
    <nav className={styles.pages} aria-label={t('pages')}>
      <Button disabled={page <= 1} onClick={() => onChoose(page - 1)}>
        {t('earlier')}
      </Button>
      <span>{t('pageOf', { page, totalPages })}</span>
      <Button disabled={page >= totalPages} onClick={() => onChoose(page + 1)}>
        {t('later')}
      </Button>
    </nav>
  );
}
