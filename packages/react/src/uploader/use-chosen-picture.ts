import { useCallback, useEffect, useRef, useState } from 'react';
import { type DecodePreview, type OpenedPicture, openPicture } from './open-picture.ts';

export interface ChosenPicture {
  opening: boolean;
  /** What is to be framed. */
  picture: OpenedPicture | undefined;
  /** Opens a file; `replaced` when another one came meanwhile, or the component has gone. */
  open(file: Blob): Promise<'shown' | 'not shown' | 'replaced'>;
  close(): void;
}

/** The one picture that is being framed; what was opened before is let go of. */
export function useChosenPicture(decode: DecodePreview | undefined): ChosenPicture {
  const [picture, setPicture] = useState<OpenedPicture>();
  const [opening, setOpening] = useState(false);
  const running = useRef<AbortController>(undefined);
  const held = useRef<OpenedPicture>(undefined);

  const hold = useCallback((next: OpenedPicture | undefined) => {
    held.current?.close();
    held.current = next;
    setPicture(next);
  }, []);
  const close = useCallback(() => {
    running.current?.abort();
    setOpening(false);
    hold(undefined);
  }, [hold]);
  const open = useCallback(
    async (file: Blob): Promise<'shown' | 'not shown' | 'replaced'> => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      setOpening(true);
      const opened = await openPicture(file, decode, controller.signal).catch(() => undefined);
      if (controller.signal.aborted) {
        opened?.close();
        return 'replaced';
      }
      setOpening(false);
      hold(opened);
      return opened ? 'shown' : 'not shown';
    },
    [decode, hold],
  );
  useEffect(
    () => () => {
      running.current?.abort();
      held.current?.close();
    },
    [],
  );
  return { opening, picture, open, close };
}
