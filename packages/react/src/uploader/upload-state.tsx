import { useEffect, useRef } from 'react';
import type { UploaderLabels } from './labels.ts';

export interface UploadProgressProps {
  /** 0 to 1 */
  share: number;
  labels: UploaderLabels;
  onCancel(): void;
}

/** How much has been sent; afterwards the server is at work, of unknown length. */
export function UploadProgress({ share, labels, onCancel }: UploadProgressProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  // what was pressed has gone, and the focus shall not go with it
  useEffect(() => cancel.current?.focus({ preventScroll: true }), []);
  const percent = new Intl.NumberFormat(labels.language, { style: 'percent' }).format(share);
  const text = share < 1 ? labels.sending(percent) : labels.making;
  return (
    <div className="likeness-progress">
      <progress aria-label={text} {...(share < 1 ? { max: 1, value: share } : {})} />
      {/* in steps, as nobody wants to hear a hundred numbers */}
      <span role="status" className="likeness-hidden">
        {share < 1 ? labels.sending('') : labels.making}
      </span>
      <span className="likeness-hint" aria-hidden="true">
        {text}
      </span>
      <button ref={cancel} type="button" className="likeness-button" data-kind="link" onClick={onCancel}>
        {labels.cancel}
      </button>
    </div>
  );
}

export interface UploadRefusalProps {
  error: Error & { title?: string; requestId?: string | undefined; status?: number };
  labels: UploaderLabels;
  /** Where another try may go better. */
  onRetry: (() => void) | undefined;
}

/** Why it was not taken, in the words of the server. */
export function UploadRefusal({ error, labels, onRetry }: UploadRefusalProps) {
  return (
    <div className="likeness-notice" data-kind="error">
      <p role="alert">
        {error.title && <strong>{error.title}. </strong>}
        {error.message} {onRetry && labels.stillChosen}
        {(error.status ?? 0) >= 500 && error.requestId && <small> {error.requestId}</small>}
      </p>
      {onRetry && (
        <button type="button" className="likeness-button" data-kind="primary" onClick={onRetry}>
          {labels.again}
        </button>
      )}
    </div>
  );
}
