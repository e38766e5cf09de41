import { Progress } from '@base-ui/react/progress';
import { useText } from '../../language/language.tsx';
import { useProgress } from './body-progress.ts';
import styles from './progress-line.module.css';

/** How far the making of a body is, as it happens. */
export function ProgressLine({ avatarId }: { avatarId: string }) {
  const t = useText('bodies');
  const told = useProgress(avatarId, true);
  return (
    <Progress.Root value={told?.progress ?? null} className={styles.root}>
      <Progress.Label className={styles.label}>{t('making')}</Progress.Label>
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.indicator} />
      </Progress.Track>
      <span aria-live="polite" className={styles.step} lang="en" dir="auto">
        {told?.message ?? ' '}
      </span>
    </Progress.Root>
  );
}
