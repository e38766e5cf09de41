import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import styles from './photos.module.css';

export interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong or odd about what was typed. */
  finding?: { severity: 'error' | 'question' | 'warning'; sentence: string } | undefined;
  unit?: string;
}

/** A field with its label above and what is to be said of it below. */
export function Field({ label, hint, finding, unit, ...rest }: FieldProps) {
  const id = useId();
  const said = `${id}-said`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <span className={styles.input}>
        <input
          {...rest}
          id={id}
          aria-invalid={finding?.severity === 'error' || undefined}
          aria-describedby={finding || hint ? said : undefined}
        />
        {unit && <span aria-hidden="true">{unit}</span>}
      </span>
      {(finding || hint) && (
        <small id={said} className={finding ? styles[finding.severity] : undefined}>
          {finding?.sentence ?? hint}
        </small>
      )}
    </div>
  );
}
