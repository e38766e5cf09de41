import { Ban, CircleCheck, CircleX, Clock, Cog } from 'lucide-react';
import { useText } from '../../language/language.tsx';
import styles from './admin.module.css';
import type { JobStatus } from './admin-api.ts';

const SIGNS = {
  queued: [Clock, 'soft'],
  processing: [Cog, 'warn'],
  completed: [CircleCheck, 'good'],
  failed: [CircleX, 'bad'],
  cancelled: [Ban, 'soft'],
} as const;

export function JobState({ status }: { status: JobStatus }) {
  const t = useText('admin');
  const [Sign, look] = SIGNS[status];
  return (
    <span className={`${styles.state} ${styles[look]}`}>
      <Sign aria-hidden="true" size={18} />
      {t(`status-${status}`)}
    </span>
  );
}
