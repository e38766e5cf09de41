import { useState } from 'react';
import { useText } from '../../language/language.tsx';
import type { Kind, Shot } from './capture.ts';
import styles from './photos.module.css';

/** The photo as it will be sent. */
export function ShotPreview({
  kind,
  shot,
  overlay,
}: {
  kind: Kind;
  shot: Shot;
  overlay?: string | undefined;
}) {
  const t = useText('photos');
  const [hidden, setHidden] = useState(false);
  return hidden ? (
    <p className={styles.unseen}>{t('cannotShow')}</p>
  ) : (
    <div className={styles.preview}>
      <img src={shot.url} alt={t(`${kind}Alt`)} onError={() => setHidden(true)} />
      {overlay && <img src={overlay} alt={t('overlayAlt')} className={styles.overlay} />}
    </div>
  );
}
