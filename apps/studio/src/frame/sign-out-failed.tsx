import { Dialog } from '@base-ui/react/dialog';
import { useText } from '../language/language.tsx';
import { Button } from '../ui/button.tsx';
import styles from '../ui/dialog.module.css';
import { ErrorText } from '../ui/states.tsx';

/** Says that one is still signed in, and why. */
export function SignOutFailed({
  error,
  onRetry,
  onClose,
}: {
  error: unknown;
  onRetry(): void;
  onClose(): void;
}) {
  const t = useText('shell');
  return (
    <Dialog.Root open={error !== undefined} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup}>
          <Dialog.Title>{t('signOutFailed')}</Dialog.Title>
          <Dialog.Description>{t('signOutFailedHint')}</Dialog.Description>
          <ErrorText error={error} />
          <div className={styles.actions}>
            <Dialog.Close render={<Button kind="link">{t('notNow')}</Button>} />
            <Button kind="primary" onClick={onRetry}>
              {t('again')}
            </Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
