import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorText, Loading } from '../../../ui/states.tsx';
import styles from './body-result.module.css';

export interface Given {
  key: string;
  what: ReactNode;
  /** Since or until when. */
  when: string;
  /** What taking it back is called to whoever does not see the row. */
  label: string;
}

export interface GivenListProps {
  title: string;
  /** When nothing is. */
  none: string;
  /** On the button. */
  action: string;
  /** undefined while it is not known. */
  items: readonly Given[] | undefined;
  /** Of whatever was tried last. */
  error: unknown;
  onTakeBack(key: string): void;
}

/** Who or what may look at a body, each to be taken back. */
export function GivenList({ title, none, action, items, error, onTakeBack }: GivenListProps) {
  return (
    <>
      {error != null && (
        <div role="alert">
          <ErrorText error={error} />
        </div>
      )}
      {!items && error == null && <Loading rows={2} />}
      {items?.length === 0 && <p className={styles.hint}>{none}</p>}
      {items && items.length > 0 && (
        <ul className={styles.list} aria-label={title}>
          {items.map(({ key, what, when, label }) => (
            <li key={key}>
              <span>
                {what}
                <small>{when}</small>
              </span>
              <Button kind="link" aria-label={label} onClick={() => onTakeBack(key)}>
                {action}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
