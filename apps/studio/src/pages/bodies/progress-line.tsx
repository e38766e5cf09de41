import { Progress } from '@base-ui/react/progress';
import { useText } from '../../language/language.tsx';
import { useProgress } from './body-progress.ts';
import styles from './progress-line.module.css';
import { Said } from './said.tsx';

/** What the server tells that it does, in our words. */
const STEPS: Readonly<
  Record<string, `step${'Queued' | 'Again' | 'Load' | 'See' | 'Measure' | 'Model' | 'Files' | 'Save'}`>
> = {
  Queued: 'stepQueued',
  'Queued again': 'stepAgain',
  Starting: 'stepLoad',
  'Loading measurements': 'stepLoad',
  'Loading photos': 'stepLoad',
  'Loading model': 'stepLoad',
  'Removing background': 'stepSee',
  'Detecting body landmarks': 'stepSee',
  'Extracting measurements': 'stepMeasure',
  'Classifying body type': 'stepMeasure',
  'Generating 3D model': 'stepModel',
  'Optimizing model': 'stepFiles',
  'Drawing thumbnail': 'stepFiles',
  'Saving results': 'stepSave',
  Completed: 'stepSave',
};

/** How far the making of a body is, as it happens. */
export function ProgressLine({ avatarId }: { avatarId: string }) {
  const t = useText('bodies');
  const told = useProgress(avatarId, true);
  const step = told && STEPS[told.currentStep];
  return (
    <Progress.Root value={told?.progress ?? null} className={styles.root}>
      <Progress.Label className={styles.label}>{t('making')}</Progress.Label>
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.indicator} />
      </Progress.Track>
      <span aria-live="polite" className={styles.step}>
        {step ? t(step) : <Said text={told?.message ?? ' '} lang="en" />}
      </span>
    </Progress.Root>
  );
}
