import { useText } from '../../language/language.tsx';
import type { Kind, Shot } from './capture.ts';
import { FindingList } from './finding-list.tsx';
import styles from './photos.module.css';
import { useLook } from './pose/use-pose-check.tsx';
import { ShotPreview } from './shot-preview.tsx';

/** A photo with what this device sees in it laid over it. */
export function SeenPreview({ kind, shot }: { kind: Kind; shot: Shot }) {
  const look = useLook(shot, kind);
  return <ShotPreview kind={kind} shot={shot} overlay={look.state === 'seen' ? look.overlay : undefined} />;
}

/** The same with what the gate will probably say of it; the server has the last word. */
export function LookedAt({ kind, shot }: { kind: Kind; shot: Shot }) {
  const t = useText('photos');
  const look = useLook(shot, kind);
  const findings = look.state === 'seen' ? look.findings : [];
  return (
    <div className={styles.looked}>
      <SeenPreview kind={kind} shot={shot} />
      <div aria-live="polite">
        {look.state === 'looking' && <p className={styles.soft}>{t('lookLooking')}</p>}
        {look.state === 'unable' && <p className={styles.soft}>{t('lookUnable')}</p>}
        {look.state === 'seen' && <p>{t(findings.length > 0 ? 'lookFindings' : 'lookWell')}</p>}
        {findings.length > 0 && <FindingList findings={findings} />}
      </div>
    </div>
  );
}
