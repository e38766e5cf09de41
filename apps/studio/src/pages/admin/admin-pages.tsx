import type { ReactNode } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { useText } from '../../language/language.tsx';
import { usePerson } from '../../session/session.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { EmptyState } from '../../ui/states.tsx';
import styles from './admin.module.css';
import { AuditPage } from './audit-page.tsx';
import { CleanupPage } from './cleanup-page.tsx';
import { DuplicatesPage } from './duplicates-page.tsx';
import { EnginesPage } from './engines-page.tsx';
import { JobsPage } from './jobs-page.tsx';
import { OverviewPage } from './overview-page.tsx';
import { PeoplePage } from './people-page.tsx';

const SECTIONS = ['overview', 'duplicates', 'cleanup', 'jobs', 'audit', 'engines', 'people'] as const;
const addressOf = (section: (typeof SECTIONS)[number]) =>
  section === 'overview' ? '/admin' : `/admin/${section}`;

/** What an admin of the organization sees and does; others are told kindly that it is not for them. */
export function AdminPages() {
  const t = useText('admin');
  const person = usePerson();
  if (person.role !== 'admin') return <NotForYou />;
  return (
    <div className={styles.layout}>
      <nav className={styles.sections} aria-label={t('sections')}>
        {SECTIONS.map((section) => (
          <Section key={section} to={addressOf(section)}>
            {t(section)}
          </Section>
        ))}
      </nav>
      <div className={styles.page}>
        <Switch>
          <Route path="/admin" component={OverviewPage} />
          <Route path="/admin/duplicates" component={DuplicatesPage} />
          <Route path="/admin/cleanup" component={CleanupPage} />
          <Route path="/admin/jobs" component={JobsPage} />
          <Route path="/admin/audit" component={AuditPage} />
          <Route path="/admin/engines" component={EnginesPage} />
          <Route path="/admin/people" component={PeoplePage} />
          <Route component={NoSuchSection} />
        </Switch>
      </div>
    </div>
  );
}

function Section({ to, children }: { to: string; children: ReactNode }) {
  const [here] = useLocation();
  return (
    <Link to={to} aria-current={here === to ? 'page' : undefined} className={styles.section}>
      {children}
    </Link>
  );
}

function NotForYou() {
  const t = useText('admin');
  return (
    <>
      <PageHead title={t('admin')} />
      <EmptyState title={t('refused')} action={<Link to="/">{t('home')}</Link>}>
        {t('refusedHint')}
      </EmptyState>
    </>
  );
}

function NoSuchSection() {
  const t = useText('admin');
  return <PageHead title={t('noSection')} lead={t('noSectionHint')} />;
}
