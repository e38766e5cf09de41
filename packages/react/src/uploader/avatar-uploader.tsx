import type { UploadedPortrait } from '@likeness/client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useDropzone } from 'react-dropzone';
import type { EntityRef } from '../picture.ts';
import { useUpload } from '../use-upload.ts';
import { Camera, hasCamera } from './camera.tsx';
import type { LiveFraming } from './crop-preview.tsx';
import { CropStage } from './crop-stage.tsx';
import { wholeCrop } from './framing.ts';
import { ENGLISH, type UploaderLabels } from './labels.ts';
import type { DecodePreview } from './open-picture.ts';
import { UploadProgress, UploadRefusal } from './upload-state.tsx';
import { useChosenPicture } from './use-chosen-picture.ts';
import { usePaste } from './use-paste.ts';

export interface AvatarUploaderProps {
  /** Whose picture; default whoever is signed in. */
  entity?: EntityRef | undefined;
  /** Which sizes to make. */
  preset?: string | undefined;
  onUploaded?: ((portrait: UploadedPortrait) => void) | undefined;
  /** Of an upload that was refused or failed; the uploader tells of it too, and keeps the picture. */
  onError?: ((error: Error) => void) | undefined;
  /** A cancel may come too late: look at what is there now. */
  onCancelled?: (() => void) | undefined;
  /** What will be seen, at every move; undefined when nothing is being framed. For `<CropPreview>`. */
  onFraming?: ((framing: LiveFraming | undefined) => void) | undefined;
  labels?: Partial<UploaderLabels> | undefined;
  /** Files beyond are refused before they are sent. */
  maxBytes?: number | undefined;
  /** Makes a HEIC visible in browsers that cannot show one. Without it, such a file is sent as it is. */
  decode?: DecodePreview | undefined;
  /** Pictures may be pasted anywhere on the page; default true. */
  paste?: boolean | undefined;
  /** What is shown beside the drop text: the picture as it is now, for example. */
  children?: ReactNode;
  /** There is a picture already. */
  another?: boolean | undefined;
  className?: string | undefined;
}

/**
 * Takes a picture (dropped, chosen, pasted or from the camera), lets it be framed round, and sends the file as it is
 * with the crop. Whatever fails, the picture and its framing stay.
 *
 * @example
 * <AvatarUploader onUploaded={({ urls }) => console.log(urls.medium)} />
 */
export function AvatarUploader({
  entity,
  preset,
  onUploaded,
  onError,
  onCancelled,
  onFraming,
  labels: ownLabels,
  maxBytes,
  decode,
  paste = true,
  children,
  another = children !== undefined,
  className,
}: AvatarUploaderProps) {
  const labels = { ...ENGLISH, ...ownLabels };
  const chosen = useChosenPicture(decode);
  const upload = useUpload({ ...(entity && { entity }), ...(preset && { preset }) });
  const framing = useRef<LiveFraming>(undefined);
  /** Address of the picture that a framing is known of. */
  const [framed, setFramed] = useState<string>();
  /** The framing that was sent last. */
  const sent = useRef<string>(undefined);
  const [camera, setCamera] = useState(false);
  const [complaint, setComplaint] = useState<string>();
  const sending = upload.status === 'sending';
  const { picture } = chosen;

  async function take(file: File) {
    if (sending) return;
    upload.reset();
    setCamera(false);
    setComplaint(undefined);
    frame(undefined);
    if (maxBytes !== undefined && file.size > maxBytes) {
      chosen.close();
      setComplaint(labels.tooLarge(megabytes(file.size, labels), megabytes(maxBytes, labels)));
      return;
    }
    const opened = await chosen.open(file);
    // what cannot be shown is not framed: the server takes it whole, or says why not
    if (opened === 'not shown') await finish(upload.send(file));
  }

  async function finish(work: Promise<UploadedPortrait | undefined>) {
    const portrait = await work;
    if (portrait === undefined) return;
    chosen.close();
    frame(undefined);
    onUploaded?.(portrait);
  }

  function frame(next: LiveFraming | undefined) {
    framing.current = next;
    setFramed(next?.url);
    onFraming?.(next);
  }

  function startOver() {
    upload.reset();
    chosen.close();
    setComplaint(undefined);
    frame(undefined);
    open();
  }

  // told once for each failure; the callbacks of the last drawing are meant
  const told = useRef({ onError, onCancelled });
  told.current = { onError, onCancelled };
  useEffect(() => {
    if (upload.status === 'failed' && upload.error) told.current.onError?.(upload.error);
    if (upload.status === 'cancelled') told.current.onCancelled?.();
  }, [upload.status, upload.error]);

  usePaste(paste && !sending, take);
  const { rootRef, getRootProps, getInputProps, isDragActive, isDragGlobal, open } = useDropzone({
    noClick: true,
    noKeyboard: true,
    multiple: false,
    disabled: sending,
    onDrop: ([file]) => {
      if (file) void take(file);
      else setComplaint(labels.noFile);
    },
  });

  // what had the focus may have gone with the upload or the camera; whoever works by keyboard goes on here
  const ended = ['failed', 'cancelled'].includes(upload.status) || (upload.status === 'done' && !picture);
  const filmed = useRef(camera);
  useEffect(() => {
    const closed = filmed.current && !camera;
    filmed.current = camera;
    if (!(ended || closed) || document.activeElement !== document.body) return;
    const next = rootRef.current?.querySelector<HTMLElement>('button[data-kind=primary]:not(:disabled)');
    next?.focus({ preventScroll: true });
  }, [ended, camera, rootRef]);

  // looked up when it is pressed: a framing draws nothing here
  const crop = () =>
    picture && framing.current?.url === picture.url ? wholeCrop(framing.current, picture) : undefined;
  function send() {
    const now = crop();
    if (!picture || !now) return;
    sent.current = JSON.stringify(now);
    void finish(upload.send(picture.file, now));
  }
  // moved meanwhile, it is another order
  function again() {
    if (picture && JSON.stringify(crop()) !== sent.current) send();
    else void finish(upload.retry());
  }
  const hint = chosen.opening
    ? labels.opening
    : sending && !picture
      ? labels.unframed
      : upload.status === 'cancelled'
        ? labels.cancelled
        : '';
  return (
    <section
      {...getRootProps({ role: 'region', 'aria-label': labels.region })}
      tabIndex={undefined}
      className={['likeness-uploader', className].filter(Boolean).join(' ')}
      data-dragging={isDragActive || isDragGlobal || undefined}
      data-over={isDragActive || undefined}
      aria-busy={sending || chosen.opening}
    >
      <input
        {...getInputProps({ accept: 'image/*,.heic,.heif', tabIndex: -1, 'aria-label': labels.choose })}
      />
      {camera ? (
        <Camera labels={labels} onPhoto={take} onClose={() => setCamera(false)} />
      ) : picture ? (
        <CropStage key={picture.url} picture={picture} labels={labels} still={sending} onFraming={frame} />
      ) : (
        <div className="likeness-drop">
          {children}
          <div className="likeness-drop-text">
            <p className="likeness-drop-title">
              {isDragActive ? labels.dropNow : another ? labels.dropAnother : labels.drop}
            </p>
            <p className="likeness-hint">{labels.hint}</p>
            <div className="likeness-actions">
              <button
                type="button"
                className="likeness-button"
                data-kind="primary"
                aria-disabled={sending || chosen.opening || undefined}
                onClick={() => !sending && open()}
              >
                {labels.choose}
              </button>
              {hasCamera() && (
                <button
                  type="button"
                  className="likeness-button"
                  disabled={sending}
                  onClick={() => setCamera(true)}
                >
                  {labels.takePhoto}
                </button>
              )}
            </div>
          </div>
        </div>
      )}
      {picture && !camera && !sending && (
        <div className="likeness-actions likeness-send">
          {upload.status === 'failed' && upload.mayRetry ? null : (
            <button
              type="button"
              className="likeness-button"
              data-kind="primary"
              disabled={framed !== picture.url}
              onClick={send}
            >
              {labels.save}
            </button>
          )}
          <button type="button" className="likeness-button" onClick={startOver}>
            {labels.chooseAnother}
          </button>
        </div>
      )}
      {sending && <UploadProgress share={upload.share} labels={labels} onCancel={upload.cancel} />}
      <p className="likeness-hint likeness-now" role="status">
        {hint}
      </p>
      {complaint !== undefined && (
        <p className="likeness-notice" data-kind="error" role="alert">
          {complaint}
        </p>
      )}
      {upload.status === 'failed' && upload.error && (
        <UploadRefusal error={upload.error} labels={labels} onRetry={upload.mayRetry ? again : undefined} />
      )}
    </section>
  );
}

function megabytes(bytes: number, { language }: UploaderLabels): string {
  const format = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1_000_000);
}
