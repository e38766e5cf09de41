import { Dialog } from '@base-ui/react/dialog';
import { useText } from '../language/language.tsx';
import { Button } from '../ui/button.tsx';
import styles from '../ui/dialog.module.css';
import { useSession } from './session.tsx';
import { WaysIn } from './ways-in.tsx';

/** Above a page whose person is no longer taken for one: the page stays as it is underneath. */
export function SignInDialog() {
  const t = useText('shell');
  const { asked, later } = useSession();
  return (
    <Dialog.Root open={asked} onOpenChange={(open) => !open && later()} disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup}>
          <Dialog.Title>{t('signInAgain')}</Dialog.Title>
          <Dialog.Description>{t('signInAgainHint')}</Dialog.Description>
          <WaysIn provider="beside" />
          <div className={styles.actions}>
            <Dialog.Close render={<Button kind="link">{t('notNow')}</Button>} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
