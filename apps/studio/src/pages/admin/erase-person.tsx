import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import dialog from '../../ui/dialog.module.css';
import { ErrorText } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { type Certificate, erasePerson, type PersonRow } from './admin-api.ts';

/** Asks for the name to be typed: nothing of it can be taken back. */
export function ErasePerson({
  person,
  onErased,
}: {
  person: PersonRow;
  onErased(certificate: Certificate): void;
}) {
  const t = useText('admin');
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const gone = useRef(false);
  const erase = useMutation({
    mutationFn: () => erasePerson(person.id),
    networkMode: 'always',
    async onSuccess(certificate) {
      gone.current = true;
      setOpen(false);
      onErased(certificate);
      await client.invalidateQueries({ queryKey: ['admin'] });
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const right = typed.trim() === person.userId;
    setWrong(!right);
    if (right && !erase.isPending) erase.mutate();
  }
  return (
    <AlertDialog.Root
      open={open}
      onOpenChange={(next) => {
        // an erasure that is under way goes on; its certificate must not be missed
        if (erase.isPending) return;
        setOpen(next);
        if (next) erase.reset();
      }}
    >
      <AlertDialog.Trigger
        render={
          <Button kind="danger" aria-label={t('eraseName', { name: person.userId })}>
            {t('erase')}
          </Button>
        }
      />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialog.backdrop} />
        <AlertDialog.Popup
          className={dialog.popup}
          // else it goes to the certificate
          finalFocus={() => !gone.current}
        >
          <AlertDialog.Title>{t('eraseTitle', { name: person.userId })}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{t('eraseText')}</AlertDialog.Description>
          <form onSubmit={submit} className={styles.list}>
            <label className={styles.field}>
              {t('typeName', { name: person.userId })}
              <input
                value={typed}
                onChange={({ target }) => {
                  setTyped(target.value);
                  setWrong(false);
                }}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                aria-invalid={wrong}
                aria-describedby={wrong ? `wrong-${person.id}` : undefined}
              />
            </label>
            <p id={`wrong-${person.id}`} role="alert" hidden={!wrong} className={styles.bad}>
              {wrong && t('nameWrong')}
            </p>
            {erase.error && (
              <div role="alert">
                <ErrorText error={erase.error} />
              </div>
            )}
            <div className={dialog.actions}>
              <AlertDialog.Close render={<Button>{t('keep')}</Button>} />
              <Button kind="danger" type="submit" busy={erase.isPending}>
                {erase.isPending ? t('erasing') : t('eraseNow')}
              </Button>
            </div>
          </form>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
