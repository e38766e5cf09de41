import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ErrorText } from '../../ui/states.tsx';
import type { Capture, Change } from './capture.ts';
import { GateAdvice } from './gate-advice.tsx';
import styles from './photos.module.css';
import { Reading } from './reading.tsx';
import { ShotPreview } from './shot-preview.tsx';
import type { useSending } from './use-sending.ts';

/** The last page: a look at both photos, then what becomes of them. */
export function SendStep({
  capture,
  way,
  change,
  onDone,
}: {
  capture: Capture;
  way: ReturnType<typeof useSending>;
  change(change: Change): void;
  onDone(): void;
}) {
  const t = useText('photos');
  const { sending, send, cancel, back } = way;
  const [, navigate] = useLocation();
  const { front, side, consent } = capture;
  const made = sending.state === 'done' ? sending.avatarId : undefined;
  useEffect(() => {
    if (made === undefined) return;
    onDone();
    navigate(`/bodies/${made}`);
  }, [made, onDone, navigate]);

  if (sending.state === 'uploading' || sending.state === 'reading' || sending.state === 'done') {
    return <Reading sending={sending} onCancel={() => void cancel()} />;
  }
  if (sending.state === 'refused') {
    return (
      <GateAdvice
        findings={sending.findings}
        capture={capture}
        onRetake={(kind) => {
          back();
          change({ kind, shot: null });
          change({ step: kind });
        }}
      />
    );
  }
  const ready = front !== null && consent;
  return (
    <div className={styles.step}>
      {sending.state === 'failed' && (
        <Notice kind="error">
          <ErrorText error={sending.error} />
          <p>{t('nothingLost')}</p>
        </Notice>
      )}
      <Card className={styles.review}>
        <h2>{t(side ? 'sendTitle' : 'sendTitleFront')}</h2>
        <p>{t(side ? 'sendLead' : 'sendLeadFront')}</p>
        <div className={styles.pair}>
          {front && <ShotPreview kind="front" shot={front} />}
          {side && <ShotPreview kind="side" shot={side} />}
        </div>
      </Card>
      {!front && <Notice kind="warn">{t('frontMissing')}</Notice>}
      {!consent && <Notice kind="warn">{t('consentFirst')}</Notice>}
      <div className={styles.actions}>
        <Button kind="primary" disabled={!ready} onClick={() => void send(capture)}>
          {t(sending.state === 'failed' ? 'sendAgain' : 'send')}
        </Button>
        <Button onClick={() => change({ step: !consent ? 'about' : !front ? 'front' : 'side' })}>
          {t('back')}
        </Button>
      </div>
    </div>
  );
}
