import { type FormEvent, useEffect, useId, useRef } from 'react';
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
  const form = useRef<HTMLFormElement>(null);
  // the address was changed: by a search, by going back, by clearing
  useEffect(() => {
    for (const name of AUDIT_FIELDS) {
      const field = form.current?.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = search[name];
    }
  }, [search]);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    onSearch({
      ...NOTHING,
      ...Object.fromEntries(AUDIT_FIELDS.map((name) => [name, String(typed.get(name) ?? '')])),
    });
  }
  function clear() {
    onSearch(NOTHING);
    // the button that was pressed goes
    form.current?.querySelector('input')?.focus();
  }
  const narrowed = AUDIT_FIELDS.some((name) => search[name] !== '');
  return (
    <search>
      <form ref={form} className={styles.form} onSubmit={submit}>
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
          {narrowed && <Button onClick={clear}>{t('clear')}</Button>}
        </div>
      </form>
    </search>
  );
}
