import { type FormEvent, useId } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './admin.module.css';
import { AUDIT_FIELDS, type AuditSearch } from './audit-search.ts';

/** Suggestions; whatever else is typed is looked for too. */
const ACTIONS = [
  'avatar.created',
  'bodies.erased',
  'person.erased',
  'photo.uploaded',
  'portrait.deleted',
  'portrait.restored',
  'portrait.unchanged',
  'portrait.uploaded',
  'system.cleanup',
];
const NOTHING: AuditSearch = { q: '', action: '', actor: '', from: '', to: '' };
const LONGEST = 200;

export function AuditForm({
  search,
  onSearch,
}: {
  search: AuditSearch;
  onSearch(search: AuditSearch): void;
}) {
  const t = useText('admin');
  const list = useId();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSearch({
      ...NOTHING,
      ...Object.fromEntries(AUDIT_FIELDS.map((name) => [name, String(form.get(name) ?? '')])),
    });
  }
  const narrowed = AUDIT_FIELDS.some((name) => search[name] !== '');
  return (
    <search>
      <form className={styles.form} onSubmit={submit}>
        <label className={styles.field}>
          {t('words')}
          <input name="q" type="search" defaultValue={search.q} maxLength={LONGEST} />
        </label>
        <label className={styles.field}>
          {t('action')}
          <input name="action" list={list} defaultValue={search.action} maxLength={LONGEST} dir="ltr" />
        </label>
        <datalist id={list}>
          {ACTIONS.map((action) => (
            <option key={action} value={action} />
          ))}
        </datalist>
        <label className={styles.field}>
          {t('actor')}
          <input name="actor" defaultValue={search.actor} maxLength={LONGEST} autoComplete="off" />
        </label>
        <label className={styles.field}>
          {t('from')}
          <input name="from" type="date" defaultValue={search.from} />
        </label>
        <label className={styles.field}>
          {t('to')}
          <input name="to" type="date" defaultValue={search.to} />
        </label>
        <div className={styles.actions}>
          <Button kind="primary" type="submit">
            {t('find')}
          </Button>
          {narrowed && <Button onClick={() => onSearch(NOTHING)}>{t('clear')}</Button>}
        </div>
      </form>
    </search>
  );
}
