import { useEffect, useState } from 'react';
import { useText } from '../language/language.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ErrorText } from '../ui/states.tsx';
import { useSession } from './session.tsx';
import styles from './sign-in-page.module.css';
import { tellTabs } from './tabs.ts';
import { useWays, WaysIn } from './ways-in.tsx';
import { arrival } from './who-am-i.ts';

/** The way in: the printed link, an identity provider or a pasted token. Shown at the address that was asked for. */
export function SignInPage() {
  const t = useText('shell');
  const { error } = useSession();
  const { data: ways } = useWays();
  const [refusal] = useState(arrival.refusal);
  return (
    <div className={styles.page}>
      <PageHead title={t('signIn')} lead={t('signInLead')} />
      {error && (
        <Notice kind="error">
          {error.code === 'invalid_sign_in_code' ? <p>{t('linkUsed')}</p> : <ErrorText error={error} />}
        </Notice>
      )}
      {refusal && (
        <Notice kind={refusal === 'denied' ? 'warn' : 'error'}>
          <p>
            {t(`refusal_${refusal}`)} <small className={styles.code}>sign-in={refusal}</small>
          </p>
        </Notice>
      )}
      <Card>
        <WaysIn provider="here" />
      </Card>
      {ways?.link && (
        <aside className={styles.help}>
          <h2>{t('linkTitle')}</h2>
          <p>{t('linkHelp')}</p>
        </aside>
      )}
    </div>
  );
}

/** In the window that a sign-in beside a page was done in; the page goes on by itself. */
export function SignedInBeside() {
  const t = useText('shell');
  useEffect(tellTabs, []);
  return <PageHead title={t('signedIn')} lead={t('signedInBeside')} />;
}
