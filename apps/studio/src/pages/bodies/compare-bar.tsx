import { Link } from 'wouter';
import { useText } from '../../language/language.tsx';
import button from '../../ui/button.module.css';
import { Button } from '../../ui/button.tsx';
import styles from './bodies-page.module.css';

/** What is chosen to be compared, and the way there once it is two. */
export function CompareBar({ picked, onClear }: { picked: readonly string[]; onClear(): void }) {
  const t = useText('bodies');
  const [a, b] = picked;
  return (
    <div className={styles.bar} role="status">
      <p>{t('picked', { count: picked.length })}</p>
      <div>
        <Button kind="link" onClick={onClear}>
          {t('clear')}
        </Button>
        {b && (
          <Link to={`/bodies/compare?a=${a}&b=${b}`} className={`${button.button} ${button.primary}`}>
            {t('compare')}
          </Link>
        )}
      </div>
    </div>
  );
}
