import type { ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { useLanguage, useText } from './language/language.tsx';
import { LANGUAGES, type Language } from './language/texts.ts';
import { useSession } from './session/session.tsx';
import styles from './shell.module.css';
import { Button } from './ui/button.tsx';

function Tab({ to, pattern = to, children }: { to: string; pattern?: string; children: ReactNode }) {
  const [here] = useRoute(pattern);
  return (
    <Link to={to} aria-current={here ? 'page' : undefined} className={styles.tab}>
      {children}
    </Link>
  );
}

/** What is round every page. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText('shell');
  const { language, choose } = useLanguage();
  const { person, signOut } = useSession();
  return (
    <>
      <a className={styles.skip} href="#main">
        {t('skip')}
      </a>
      <header className={styles.top}>
        <Link to="/" className={styles.brand}>
          <img src="/favicon.svg" alt="" width="32" height="32" />
          Likeness
        </Link>
        {person && (
          <nav className={styles.tabs}>
            <Tab to="/">{t('picture')}</Tab>
            <Tab to="/bodies" pattern="/bodies/*?">
              {t('bodies')}
            </Tab>
            {person.role === 'admin' && (
              <Tab to="/admin" pattern="/admin/*?">
                {t('admin')}
              </Tab>
            )}
          </nav>
        )}
        <div className={styles.end}>
          <select
            aria-label={t('language')}
            value={language}
            onChange={({ target }) => choose(target.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([tag, { name }]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
          {person && (
            <Button kind="link" onClick={signOut}>
              {t('signOut')}
            </Button>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </>
  );
}
