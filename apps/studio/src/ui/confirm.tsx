import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useText } from '../language/language.tsx';
import { Button } from './button.tsx';
import styles from './dialog.module.css';
import { ErrorText } from './states.tsx';

export interface ConfirmProps {
  /** The button that asks. */
  trigger: ReactElement;
  title: string;
  children: ReactNode;
  /** What will be done, as on its button. */
  action: string;
  onConfirm(): Promise<unknown>;
}

/** Asks before something that cannot be taken back; stays open with the reason when it fails. */
export function Confirm({ trigger, title, children, action, onConfirm }: ConfirmProps) {
  const t = useText('shell');
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger render={trigger} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.popup}>
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
          {error !== undefined && <ErrorText error={error} />}
          <div className={styles.actions}>
            <AlertDialog.Close render={<Button>{t('cancel')}</Button>} />
            <Button kind="danger" busy={busy} onClick={confirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
