import { Camera, RotateCcw } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Loading } from '../../ui/states.tsx';
import type { Change, Kind, Shot } from './capture.ts';
import { FileBox } from './file-box.tsx';
import styles from './photos.module.css';
import { ShotPreview } from './shot-preview.tsx';
import { useShot } from './use-shot.ts';

const CameraView = lazy(() => import('./camera/camera-view.tsx').then((m) => ({ default: m.CameraView })));

/** One photo: by camera or by file, then shown with what is to be said of it. */
export function ShotStep({
  kind,
  shot,
  change,
}: {
  kind: Kind;
  shot: Shot | null;
  change(change: Change): void;
}) {
  const t = useText('photos');
  const [camera, setCamera] = useState(false);
  const take = useShot(kind, change);
  const next = kind === 'front' ? 'side' : 'send';
  return (
    <div className={styles.step}>
      <Card className={styles.shot}>
        <h2>{t(`${kind}Title`)}</h2>
        <p>{t(`${kind}Lead`)}</p>
        {shot ? (
          <ShotPreview kind={kind} shot={shot} />
        ) : camera ? (
          <Suspense fallback={<Loading rows={6} />}>
            <CameraView
              kind={kind}
              onShot={(file) => {
                setCamera(false);
                void take(file, 'camera');
              }}
              onClose={() => setCamera(false)}
            />
          </Suspense>
        ) : (
          <div className={styles.ways}>
            <Button kind="primary" onClick={() => setCamera(true)}>
              <Camera aria-hidden="true" size={20} /> {t('useCamera')}
            </Button>
            <FileBox kind={kind} onFile={(file) => void take(file, 'file')} />
          </div>
        )}
      </Card>
      <div className={styles.actions}>
        {shot && (
          <>
            <Button kind="primary" onClick={() => change({ step: next })}>
              {t(kind === 'front' ? 'toSide' : 'toSend')}
            </Button>
            <Button
              onClick={() => {
                setCamera(shot.source === 'camera');
                URL.revokeObjectURL(shot.url);
                change({ kind, shot: null });
              }}
            >
              <RotateCcw aria-hidden="true" size={18} /> {t('retake')}
            </Button>
          </>
        )}
        {!shot && kind === 'side' && (
          <Button kind="link" onClick={() => change({ step: 'send' })}>
            {t('skipSide')}
          </Button>
        )}
      </div>
    </div>
  );
}
