import { useText } from '../../../language/language.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Said } from '../said.tsx';
import type { SaidFinding } from '../say-finding.ts';

/** Says kindly that no body is made of what was typed. */
export function AdultsOnly({ said }: { said: SaidFinding }) {
  const t = useText('bodies');
  return (
    <Notice kind="warn">
      <p>
        <strong>{t('adults')}</strong>
      </p>
      <p>{t('adultsHint')}</p>
      <p>
        <Said {...said} />
      </p>
    </Notice>
  );
}
