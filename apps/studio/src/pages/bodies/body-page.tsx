import { useText } from '../../language/language.tsx';
import { PageHead } from '../../ui/page-head.tsx';

export function BodyPage({ id }: { id: string }) {
  const t = useText('shell');
  return <PageHead title={id} lead={t('bodies')} />;
}
