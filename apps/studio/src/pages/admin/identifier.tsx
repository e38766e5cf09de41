import { Link } from 'wouter';
import { useText } from '../../language/language.tsx';

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** An id, short; it leads to what the audit log knows of it. */
export function Identifier({ id }: { id: string }) {
  const t = useText('admin');
  return (
    <Link to={`/admin/audit?q=${encodeURIComponent(id)}`} title={id} aria-label={t('inAudit', { id })}>
      <code dir="ltr">{UUID.test(id) ? id.slice(0, 8) : id}</code>
    </Link>
  );
}
