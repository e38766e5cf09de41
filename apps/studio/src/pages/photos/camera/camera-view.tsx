import { SwitchCamera, Volume2, VolumeX } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useText } from '../../../language/language.tsx';
import { Button } from '../../../ui/button.tsx';
import type { Kind } from '../capture.ts';
import { Figure } from '../figure.tsx';
import styles from './camera.module.css';
import { useBeep } from './use-beep.ts';
import { type CameraTrouble, shoot, useCamera } from './use-camera.ts';
import { useCountdown } from './use-countdown.ts';
import { useLiveAdvice } from './use-live-advice.ts';

/** ms for which all must be well before the shutter begins to count */
const HELD = 700;

/** The camera with an outline to stand in, advice, and a shutter that goes off by itself when the pose holds. */
export function CameraView({
  kind,
  onShot,
  onTrouble,
  onClose,
}: {
  kind: Kind;
  onShot(photo: Blob): void;
  onTrouble(trouble: CameraTrouble): void;
  onClose(): void;
}) {
  const t = useText('photos');
  const video = useRef<HTMLVideoElement>(null);
  const { camera, turn } = useCamera(video, onTrouble);
  const open = camera.state === 'open';
  const advice = useLiveAdvice(video, kind, open);
  const { sound, setSound, beep } = useBeep();
  const [automatic, setAutomatic] = useState(true);
  const { count, begin, stop } = useCountdown(
    useCallback(
      (left: number) => {
        beep(left);
        if (left === 0 && video.current) void shoot(video.current).then(onShot, () => onTrouble('busy'));
      },
      [beep, onShot, onTrouble],
    ),
  );
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // on a phone the head of the page would push the picture half out of it
    if (open) whole.current?.scrollIntoView({ block: 'start' });
  }, [open]);
  const holds = advice === 'hold';
  const counting = count?.began;
  useEffect(() => {
    if (!automatic || !open) return;
    if (!holds && counting === 'held') stop();
    if (!holds || counting) return;
    const timer = setTimeout(() => begin('held'), HELD);
    return () => clearTimeout(timer);
  }, [automatic, open, holds, counting, begin, stop]);

  return (
    <div ref={whole} className={styles.camera}>
      <div className={styles.frame} data-good={holds || undefined}>
        <video
          ref={video}
          playsInline
          muted
          aria-label={t('cameraPicture')}
          data-mirrored={(open && camera.mirrored) || undefined}
        />
        <Figure kind={kind} className={styles.figure} preserveAspectRatio="xMidYMid meet" />
        {count && (
          <span className={styles.count} aria-hidden="true">
            {count.left}
          </span>
        )}
        <p className={styles.advice} aria-live="polite">
          {open ? t(`live_${advice}`, { kind }) : t('cameraOpening')}
        </p>
      </div>
      <p className="visually-hidden" aria-live="assertive">
        {count ? String(count.left) : ''}
      </p>
      <div className={styles.controls}>
        {count ? (
          <Button kind="primary" onClick={stop}>
            {t('stopCount')}
          </Button>
        ) : (
          <Button kind="primary" disabled={!open} onClick={() => begin('pressed')}>
            {t('shutter')}
          </Button>
        )}
        <Button aria-pressed={sound} onClick={() => setSound(!sound)}>
          {sound ? <Volume2 aria-hidden="true" size={20} /> : <VolumeX aria-hidden="true" size={20} />}
          {t('sound')}
        </Button>
        {open && camera.several && (
          <Button onClick={turn}>
            <SwitchCamera aria-hidden="true" size={20} /> {t('otherCamera')}
          </Button>
        )}
        <Button onClick={onClose}>{t('noCamera')}</Button>
      </div>
      <label className={styles.automatic}>
        <input
          type="checkbox"
          checked={automatic}
          onChange={({ target }) => {
            setAutomatic(target.checked);
            if (!target.checked && counting === 'held') stop();
          }}
        />
        {t('automatic')}
      </label>
      <p className={styles.soft}>{t('framesStay')}</p>
    </div>
  );
}
