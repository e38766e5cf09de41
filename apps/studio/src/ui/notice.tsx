import type { ReactNode } from 'react';
import styles from './notice.module.css';

export interface NoticeProps {
  kind?: 'info' | 'warn' | 'error';
  children: ReactNode;
}

const look = (kind: NonNullable<NoticeProps['kind']>) => `${styles.notice} ${styles[kind]}`;

/** A line that tells what has just happened. Errors interrupt a screen reader, the rest waits. */
export function Notice({ kind = 'info', children }: NoticeProps) {
  return (
    <div role={kind === 'error' ? 'alert' : 'status'} className={look(kind)}>
      {children}
    </div>
  );
}

/** The place of a notice that comes and goes: many screen readers read only what comes into a region that was there. */
export function NoticePlace({ kind = 'info', children }: NoticeProps) {
  return (
    <div role="status" className={styles.place}>
      {children && <div className={look(kind)}>{children}</div>}
    </div>
  );
}
