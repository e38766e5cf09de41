import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useText } from '../../language/language.tsx';
import { Said } from '../bodies/said.tsx';
import { useSayFinding } from '../bodies/say-finding.ts';
import styles from './photos.module.css';
import type { PhotoFinding } from './use-sending.ts';

/** What is wrong with a photo and what to do about it, as the gate found it. */
export function FindingList({ findings }: { findings: readonly Omit<PhotoFinding, 'photo'>[] }) {
  const t = useText('photos');
  const say = useSayFinding('metric');
  return (
    <ul className={styles.findings}>
      {findings.map((finding) => (
        <li key={finding.code + finding.sentence} className={styles[finding.severity]}>
          {finding.severity === 'error' ? (
            <CircleAlert role="img" aria-label={t('mustChange')} size={18} />
          ) : (
            <TriangleAlert role="img" aria-label={t('couldBeBetter')} size={18} />
          )}
          <Said {...say(finding)} />
        </li>
      ))}
    </ul>
  );
}
