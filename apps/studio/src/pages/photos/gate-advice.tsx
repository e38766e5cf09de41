import { RotateCcw } from 'lucide-react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Capture, Kind } from './capture.ts';
import { FindingList } from './finding-list.tsx';
import { findingsOf } from './findings-of.ts';
import { SeenPreview } from './looked-at.tsx';
import styles from './photos.module.css';
import type { PhotoFinding } from './use-sending.ts';

/** Why no body was made, photo by photo, with what to do; a photo that is well is kept. */
export function GateAdvice({
  findings,
  capture,
  onRetake,
}: {
  findings: readonly PhotoFinding[];
  capture: Capture;
  onRetake(kind: Kind): void;
}) {
  const t = useText('photos');
  return (
    <div className={styles.step}>
      <Notice kind="error">{t('refused')}</Notice>
      <div className={styles.gate}>
        {(['front', 'side'] as const).map((kind) => {
          const shot = capture[kind];
          const own = findingsOf(kind, findings);
          const bad = own.some(({ severity }) => severity === 'error');
          return (
            shot && (
              <Card key={kind} className={styles.judged} data-bad={bad || undefined}>
                <h2>{t(`step_${kind}`)}</h2>
                <SeenPreview kind={kind} shot={shot} />
                {own.length > 0 ? <FindingList findings={own} /> : <p>{t('photoWell')}</p>}
                {bad && (
                  <Button kind="primary" onClick={() => onRetake(kind)}>
                    <RotateCcw aria-hidden="true" size={18} /> {t(`retake_${kind}`)}
                  </Button>
                )}
              </Card>
            )
          );
        })}
      </div>
    </div>
  );
}
