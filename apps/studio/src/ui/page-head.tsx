import { type ReactNode, useEffect, useRef } from 'react';
import { takeArrivalAtPage } from '../navigation.ts';
import styles from './page-head.module.css';

/**
 * The head of every page: its name, a line about it, what can be done. Also names the tab, and takes the focus when one
 * came here from another page, so that a screen reader says where one is.
 */
export function PageHead({ title, lead, actions }: { title: string; lead?: ReactNode; actions?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeArrivalAtPage()) heading.current?.focus({ preventScroll: true });
    document.title = `${title} · Likeness`;
  }, [title]);
  return (
    <header className={styles.head}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p>{lead}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
