import type { Readable } from 'node:stream';
import { Problem } from '../errors.ts';

/** A request's body, taken piece by piece. */
export interface RequestBody {
  /**
   * The next piece; undefined at the end.
   *
   * @throws Problem `upload_aborted`, `upload_too_slow`
   */
  next(): Promise<Buffer | undefined>;
  /** Reads no more; what is still to come is somebody else's to deal with. */
  close(): void;
}

export interface RequestBodyOptions {
  /** ms without a byte */
  idle: number;
  /** `performance.now()` at which all of it must be there */
  deadline: number;
}

const EVENTS = ['readable', 'end', 'close', 'error'] as const;

/**
 * Pulls instead of being piped: whoever stops reading has stopped, so an answer never waits for bytes that
 * nobody wants, and a client that sends nothing holds its connection for a known time only.
 */
export function readRequestBody(source: Readable, { idle, deadline }: RequestBodyOptions): RequestBody {
  let stopWaiting: () => void = () => {};
  let closed = false;

  /** Until there may be more to read; false when it took too long. */
  const more = () =>
    new Promise<boolean>((resolve) => {
      const settle = (inTime: boolean) => {
        clearTimeout(timer);
        for (const event of EVENTS) source.off(event, stopWaiting);
        resolve(inTime);
      };
      const left = Math.max(0, deadline - performance.now());
      const timer = setTimeout(() => settle(false), Math.min(idle, left));
      stopWaiting = () => settle(true);
      for (const event of EVENTS) source.on(event, stopWaiting);
    });

  return {
    async next() {
      for (;;) {
        if (closed) return undefined;
        const piece = source.read() as Buffer | null;
        if (performance.now() > deadline) throw new Problem('upload_too_slow');
        if (piece !== null) return piece;
        if (source.readableEnded) return undefined;
        if (source.destroyed) throw new Problem('upload_aborted');
        if (!(await more())) throw new Problem('upload_too_slow');
      }
    },
    close() {
      closed = true;
      stopWaiting();
    },
  };
}
