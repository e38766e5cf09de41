import type { Finding } from '@likeness/body';
import { CircleAlert, CircleHelp, Info } from 'lucide-react';
import { useText } from '../../../language/language.tsx';
import { Button } from '../../../ui/button.tsx';
import styles from './finding-line.module.css';
import type { Fix } from './fix.ts';

const ICONS = { error: CircleAlert, question: CircleHelp, warning: Info } as const;

export interface FindingLineProps {
  finding: Finding;
  fix: Fix | null;
  /** What the fix makes of the field, as people write it. */
  value?: string | undefined;
  onFix(fix: Fix): void;
}

/** What is odd about a value, and one press that puts it right where that is known. */
export function FindingLine({ finding, fix, value, onFix }: FindingLineProps) {
  const t = useText('bodies');
  const { severity, sentence } = finding;
  const Icon = ICONS[severity];
  const label =
    fix &&
    ('factor' in fix ? t(`unit_${fix.code}` as 'unit_metres') : t('didYouMean', { value: value ?? '' }));
  return (
    <div
      className={`${styles.finding} ${styles[severity]}`}
      role={severity === 'warning' ? undefined : 'status'}
    >
      <Icon size={18} aria-hidden="true" />
      <span lang="en" dir="auto">
        {sentence}
      </span>
      {fix && (
        <Button kind="link" onClick={() => onFix(fix)}>
          {label}
        </Button>
      )}
    </div>
  );
}
