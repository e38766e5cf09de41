import { CloudOff } from 'lucide-react';
import { useText } from '../language/language.tsx';
import { useConnection } from '../session/connection.ts';
import styles from './offline-banner.module.css';

/** Says that the server cannot be reached, for as long as that is so. The region is always there, so that it is read. */
export function OfflineBanner() {
  const t = useText('shell');
  const isUp = useConnection();
  return (
    <div role="status" className={styles.place}>
      {!isUp && (
        <p className={styles.banner}>
          <CloudOff size={18} aria-hidden="true" />
          {t('offline')}
        </p>
      )}
    </div>
  );
}
