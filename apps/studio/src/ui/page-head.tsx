import { type ReactNode, useEffect } from 'react';
import styles from './page-head.module.css';

/** The head of every page: its name, a line about it, what can be done. Also names the tab. */
export function PageHead({ title, lead, actions }: { title: string; lead?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Likeness`;
  }, [title]);
  return (
    <header className={styles.head}>
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
