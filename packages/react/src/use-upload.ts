import type { UploadedPortrait } from '@likeness/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLikeness } from './likeness-context.tsx';
import { type EntityRef, ME } from './picture.ts';
import type { Framing } from './uploader/framing.ts';

export interface UploadState {
  status: 'idle' | 'sending' | 'done' | 'failed' | 'cancelled';
  /** Of the bytes, 0 to 1; at 1 the server makes the sizes. */
  share: number;
  /** Of a failed upload: a LikenessError. */
  error?: Error;
  /** Whether another try may go better: the network failed, or the server was busy. */
  mayRetry: boolean;
  portrait?: UploadedPortrait;
}

export interface Upload extends UploadState {
  /** Resolves with what was made; with undefined when it was refused, failed or was cancelled, as `status` tells. */
  send(file: Blob, framing?: Framing): Promise<UploadedPortrait | undefined>;
  /** Sends the same picture in the same way; a server that has had it already does not count it twice. */
  retry(): Promise<UploadedPortrait | undefined>;
  cancel(): void;
  reset(): void;
}

const IDLE: UploadState = { status: 'idle', share: 0, mayRetry: false };

/**
 * Sends a picture, with progress; cancels what is under way when the component goes.
 *
 * @example
 * const { send, status, share, error } = useUpload();
 * <input type="file" onChange={({ target }) => target.files?.[0] && send(target.files[0])} />
 */
export function useUpload({ entity = ME, preset }: { entity?: EntityRef; preset?: string } = {}): Upload {
  const likeness = useLikeness();
  const [state, setState] = useState(IDLE);
  const running = useRef<AbortController>(undefined);
  const last = useRef<{ file: Blob; framing: Framing | undefined; key: string }>(undefined);
  const { type, id } = entity;

  const start = useCallback(async () => {
    const picture = last.current;
    if (picture === undefined || running.current) return undefined;
    const { file, framing, key } = picture;
    const controller = new AbortController();
    running.current = controller;
    setState({ ...IDLE, status: 'sending' });
    try {
      const portrait = await likeness.portraits.upload(file, {
        ...framing,
        ...(preset === undefined ? {} : { preset }),
        entity: { type, id },
        idempotencyKey: key,
        signal: controller.signal,
        onProgress: (share: number) => setState((before) => ({ ...before, share })),
      });
      last.current = undefined;
      setState({ ...IDLE, status: 'done', share: 1, portrait });
      return portrait;
    } catch (problem) {
      const error = problem instanceof Error ? problem : new Error(String(problem));
      if (controller.signal.aborted) setState({ ...IDLE, status: 'cancelled' });
      else setState({ ...IDLE, status: 'failed', error, mayRetry: passing(error) });
      return undefined;
    } finally {
      running.current = undefined;
    }
  }, [likeness, type, id, preset]);

  const send = useCallback(
    (file: Blob, framing?: Framing) => {
      last.current = { file, framing, key: randomKey() };
      return start();
    },
    [start],
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  const reset = useCallback(() => {
    running.current?.abort();
    last.current = undefined;
    setState(IDLE);
  }, []);
  useEffect(() => () => running.current?.abort(), []);
  return { ...state, send, retry: start, cancel, reset };
}

function passing(error: Error & { status?: number }): boolean {
  const { status = 0 } = error;
  return [0, 401, 408, 409, 425, 429].includes(status) || status >= 500;
}

/** `crypto.randomUUID` exists on secure origins only. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
