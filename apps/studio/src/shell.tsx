import { BookOpen, PersonStanding, ShieldCheck, UserRound } from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { OfflineBanner } from './frame/offline-banner.tsx';
import { PersonMenu } from './frame/person-menu.tsx';
import { Preferences } from './frame/preferences.tsx';
import { useText } from './language/language.tsx';
import { useSession } from './session/session.tsx';
import styles from './shell.module.css';

interface TabProps {
  to: string;
  pattern?: string;
  icon: ComponentType<{ size: number; 'aria-hidden': 'true' }>;
  children: ReactNode;
}

function Tab({ to, pattern = to, icon: Icon, children }: TabProps) {
  const [here] = useRoute(pattern);
  return (
    <Link to={to} aria-current={here ? 'page' : undefined} className={styles.tab}>
      <Icon size={20} aria-hidden="true" />
      {children}
    </Link>
  );
}

/** What is round every page. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText('shell');
  const { person } = useSession();
  return (
    <>
      <a className={styles.skip} href="#main">
        {t('skip')}
      </a>
      <OfflineBanner />
      <header className={styles.top}>
        <Link to="/" className={styles.brand}>
          <img src="/favicon.svg" alt="" width="32" height="32" />
          Likeness
        </Link>
        {person && (
          <nav className={styles.tabs} aria-label={t('navigation')}>
            <Tab to="/" icon={UserRound}>
              {t('picture')}
            </Tab>
            <Tab to="/bodies" pattern="/bodies/*?" icon={PersonStanding}>
              {t('bodies')}
            </Tab>
            {person.role === 'admin' && (
              <Tab to="/admin" pattern="/admin/*?" icon={ShieldCheck}>
                {t('admin')}
              </Tab>
            )}
          </nav>
        )}
        <div className={styles.end}>
          <Preferences />
          {person ? (
            <PersonMenu />
          ) : (
            <a className={styles.api} href="/docs" title={t('apiReference')}>
              <BookOpen size={20} aria-hidden="true" />
              <span className="visually-hidden">{t('apiReference')}</span>
            </a>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </>
  );
}
