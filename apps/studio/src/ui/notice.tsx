import type { ReactNode } from 'react';
import styles from './notice.module.css';

/** A line that tells what has just happened. Errors interrupt a screen reader, the rest waits. */
export function Notice({
  kind = 'info',
  children,
}: {
  kind?: 'info' | 'warn' | 'error';
  children: ReactNode;
}) {
  return (
    <div role={kind === 'error' ? 'alert' : 'status'} className={`${styles.notice} ${styles[kind]}`}>
      {children}
    </div>
  );
}
