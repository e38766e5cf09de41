import { useText } from '../../language/language.tsx';
import { PageHead } from '../../ui/page-head.tsx';

export function AdminPages() {
  const t = useText('shell');
  return <PageHead title={t('admin')} />;
}
