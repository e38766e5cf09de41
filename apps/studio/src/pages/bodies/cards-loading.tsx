import { useText } from '../../language/language.tsx';
import styles from './bodies-page.module.css';
import frame from './sealed-picture.module.css';

/** Cards without anything on them, as large as those that come. */
export function CardsLoading() {
  const t = useText('shell');
  return (
    <div role="status" className={styles.cards}>
      <span className="visually-hidden">{t('loading')}</span>
      {['a', 'b', 'c', 'd'].map((key) => (
        <div key={key} className={styles.card} aria-hidden="true">
          <span className={frame.frame} />
          <span className={styles.when}>&nbsp;</span>
        </div>
      ))}
    </div>
  );
}
