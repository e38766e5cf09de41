import { Menu } from '@base-ui/react/menu';
import { Avatar } from '@likeness/react';
import { useQuery } from '@tanstack/react-query';
import { BookOpen, LogOut } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../language/language.tsx';
import { likeness } from '../session/likeness.ts';
import { usePerson, useSession } from '../session/session.tsx';
import styles from './menu.module.css';
import { SignOutFailed } from './sign-out-failed.tsx';

/** Who is signed in: their picture, their name, the way out. */
export function PersonMenu() {
  const t = useText('shell');
  const { userId, role } = usePerson();
  const { signOut } = useSession();
  const [failed, setFailed] = useState<unknown>();
  const leave = () => {
    setFailed(undefined);
    signOut().catch(setFailed);
  };
  // the history, because it answers also for somebody who has no picture yet
  const { data } = useQuery({
    queryKey: ['portrait', 'history'],
    queryFn: () => likeness.portraits.history(),
  });
  const picture = data?.find(({ until }) => until === null)?.picture ?? null;
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger className={styles.trigger} title={userId}>
          <Avatar name={userId} picture={picture} size={32} alt="" loading="eager" />
          <span className="visually-hidden">{t('account', { name: userId })}</span>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={6} align="end" className={styles.above}>
            <Menu.Popup className={styles.popup}>
              <div className={styles.who}>
                <small>{t('signedInAs')}</small>
                <strong>
                  <bdi>{userId}</bdi>
                </strong>
                <small>{t(`role_${role}`)}</small>
              </div>
              <Menu.LinkItem className={styles.item} href="/docs" target="_blank" closeOnClick>
                <BookOpen size={16} aria-hidden="true" />
                {t('apiReference')}
              </Menu.LinkItem>
              <Menu.Item className={styles.item} onClick={leave}>
                <LogOut size={16} aria-hidden="true" />
                {t('signOut')}
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <SignOutFailed error={failed} onRetry={leave} onClose={() => setFailed(undefined)} />
    </>
  );
}
