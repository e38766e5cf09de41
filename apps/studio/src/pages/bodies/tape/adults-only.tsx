import { useText } from '../../../language/language.tsx';
import { Notice } from '../../../ui/notice.tsx';

/** Says kindly that no body is made of what was typed. */
export function AdultsOnly({ sentence }: { sentence: string }) {
  const t = useText('bodies');
  return (
    <Notice kind="warn">
      <p>
        <strong>{t('adults')}</strong>
      </p>
      <p>{t('adultsHint')}</p>
      <p lang="en" dir="auto">
        {sentence}
      </p>
    </Notice>
  );
}
