import { Link } from 'wouter';
import { useText } from '../../language/language.tsx';

/** An id, short; it leads to what the audit log knows of it. */
export function Identifier({ id }: { id: string }) {
  const t = useText('admin');
  return (
    <Link to={`/admin/audit?q=${encodeURIComponent(id)}`} title={id} aria-label={t('inAudit', { id })}>
      <code dir="ltr">{id.slice(0, 8)}</code>
    </Link>
  );
}
