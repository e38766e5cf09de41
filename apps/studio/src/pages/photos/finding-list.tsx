import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useText } from '../../language/language.tsx';
import styles from './photos.module.css';
import type { PhotoFinding } from './use-sending.ts';

/** What is wrong with a photo and what to do about it, in the words of the gate. */
export function FindingList({ findings }: { findings: readonly Omit<PhotoFinding, 'photo'>[] }) {
  const t = useText('photos');
  return (
    <ul className={styles.findings}>
      {findings.map(({ code, severity, sentence }) => (
        <li key={code + sentence} className={styles[severity]}>
          {severity === 'error' ? (
            <CircleAlert role="img" aria-label={t('mustChange')} size={18} />
          ) : (
            <TriangleAlert role="img" aria-label={t('couldBeBetter')} size={18} />
          )}
          <span lang="en" dir="ltr">
            {sentence}
          </span>
        </li>
      ))}
    </ul>
  );
}
