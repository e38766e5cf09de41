import type { Finding } from '@likeness/body';
import { CircleAlert, CircleHelp, Info } from 'lucide-react';
import { useText } from '../../../language/language.tsx';
import { Button } from '../../../ui/button.tsx';
import { Said } from '../said.tsx';
import type { SaidFinding } from '../say-finding.ts';
import styles from './finding-line.module.css';
import type { Fix } from './fix.ts';

const ICONS = { error: CircleAlert, question: CircleHelp, warning: Info } as const;

export interface FindingLineProps {
  severity: Finding['severity'];
  said: SaidFinding;
  fix: Fix | null;
  /** What the fix makes of the field, as people write it. */
  value?: string | undefined;
  onFix(fix: Fix): void;
}

/** What is odd about a value, and one press that puts it right where that is known. */
export function FindingLine({ severity, said, fix, value, onFix }: FindingLineProps) {
  const t = useText('bodies');
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
      <Said {...said} />
      {fix && (
        <Button kind="link" onClick={() => onFix(fix)}>
          {label}
        </Button>
      )}
    </div>
  );
}
