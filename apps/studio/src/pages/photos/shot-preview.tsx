import { useState } from 'react';
import { useText } from '../../language/language.tsx';
import type { Kind, Shot } from './capture.ts';
import styles from './photos.module.css';
import { useBlobUrl } from './use-blob-url.ts';

/** The photo as it will be sent. */
export function ShotPreview({ kind, shot, overlay }: { kind: Kind; shot: Shot; overlay?: Blob | undefined }) {
  const t = useText('photos');
  const seen = useBlobUrl(shot.seen);
  const drawn = useBlobUrl(overlay);
  const [hidden, setHidden] = useState(false);
  return hidden ? (
    <p className={styles.unseen}>{t('cannotShow')}</p>
  ) : (
    <div className={styles.preview}>
      {seen && <img src={seen} alt={t(`${kind}Alt`)} onError={() => setHidden(true)} />}
      {drawn && <img src={drawn} alt={t('overlayAlt')} className={styles.overlay} />}
    </div>
  );
}
