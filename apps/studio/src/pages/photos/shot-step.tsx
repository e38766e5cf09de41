import { Camera, RotateCcw } from 'lucide-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Loading } from '../../ui/states.tsx';
import type { CameraTrouble } from './camera/use-camera.ts';
import type { Change, Kind, Shot } from './capture.ts';
import { FileBox } from './file-box.tsx';
import { LookedAt } from './looked-at.tsx';
import styles from './photos.module.css';
import { useNextPlace } from './use-next-place.ts';
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
  const [trouble, setTrouble] = useState<CameraTrouble | undefined>();
  const onTrouble = useCallback((why: CameraTrouble) => {
    setCamera(false);
    setTrouble(why);
  }, []);
  const { take, busy } = useShot(kind, change);
  const onCameraShot = useCallback(
    (file: Blob) => {
      setCamera(false);
      void take(file, 'camera');
    },
    [take],
  );
  const heading = useNextPlace<HTMLHeadingElement>(
    shot ? 'shown' : busy ? 'busy' : camera ? 'camera' : 'ways',
  );
  const next = kind === 'front' ? 'side' : 'send';
  return (
    <div className={styles.step}>
      <Card className={styles.shot}>
        <h2 ref={heading} tabIndex={-1} className={styles.top}>
          {t(`${kind}Title`)}
        </h2>
        <p>{t(`${kind}Lead`)}</p>
        {trouble && !camera && <Notice kind="warn">{t(`camera_${trouble}`)}</Notice>}
        {shot ? (
          <LookedAt kind={kind} shot={shot} />
        ) : busy ? (
          <Loading rows={6} />
        ) : camera ? (
          <Suspense fallback={<Loading rows={6} />}>
            <CameraView
              kind={kind}
              onShot={onCameraShot}
              onTrouble={onTrouble}
              onClose={() => setCamera(false)}
            />
          </Suspense>
        ) : (
          <div className={styles.ways}>
            <Button
              kind="primary"
              onClick={() => {
                setTrouble(undefined);
                setCamera(true);
              }}
            >
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
