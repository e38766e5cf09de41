import { Progress } from '@base-ui/react/progress';
import { Check } from 'lucide-react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import styles from './photos.module.css';
import type { Sending } from './use-sending.ts';

/** What the server does one after the other, by the texts that it tells. */
const STAGES = [
  ['upload', []],
  ['find', ['Loading photos', 'Removing background']],
  ['outline', ['Detecting body landmarks']],
  ['measure', ['Extracting measurements', 'Classifying body type']],
  ['model', ['Generating 3D model', 'Optimizing model', 'Drawing thumbnail', 'Saving results', 'Completed']],
  ['tape', ['Adding tape']],
] as const;

type Under = Extract<Sending, { state: 'uploading' | 'reading' | 'done' }>;

function stageOf(sending: Under): number {
  if (sending.state === 'uploading') return 0;
  if (sending.state === 'done') return STAGES.length;
  const { step } = sending;
  return Math.max(
    1,
    STAGES.findIndex(([, texts]) => (texts as readonly (string | null)[]).includes(step)),
  );
}

/** Photos under way: how far they are, and a way to stop it. */
export function Reading({ sending, onCancel }: { sending: Under; onCancel(): void }) {
  const t = useText('photos');
  const at = stageOf(sending);
  const percent =
    sending.state === 'uploading'
      ? Math.round(sending.share * 100)
      : sending.state === 'done'
        ? 100
        : sending.progress;
  const shown = STAGES.filter(([stage]) => stage !== 'tape' || at === STAGES.length - 1);
  const stage = STAGES[Math.min(at, STAGES.length - 1)]?.[0] ?? 'model';
  return (
    <div className={styles.step}>
      <Card className={styles.reading}>
        <h2>{t(sending.state === 'uploading' ? 'sending' : 'reading')}</h2>
        <Progress.Root value={percent} aria-label={t(`stage_${stage}`)} className={styles.progress}>
          <Progress.Track className={styles.track}>
            <Progress.Indicator className={styles.indicator} />
          </Progress.Track>
          <Progress.Value className={styles.percent} />
        </Progress.Root>
        <ol className={styles.stages}>
          {shown.map(([name], index) => (
            <li key={name} data-state={index < at ? 'done' : index === at ? 'now' : 'later'}>
              <span aria-hidden="true">{index < at && <Check size={16} />}</span>
              {t(`stage_${name}`)}
            </li>
          ))}
        </ol>
        <p className="visually-hidden" aria-live="polite">
          {t(`stage_${stage}`)}
        </p>
        <p className={styles.soft}>{t(sending.state === 'uploading' ? 'sendingHint' : 'readingHint')}</p>
        <div>
          <Button onClick={onCancel}>
            {t(sending.state === 'uploading' ? 'stopSending' : 'stopReading')}
          </Button>
        </div>
      </Card>
    </div>
  );
}
