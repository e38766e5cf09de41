import { useCallback } from 'react';
import type { Change, Kind, Shot } from './capture.ts';

/** Keeps a photo that was taken or chosen, with an address that this page can show it by. */
export function useShot(kind: Kind, change: (change: Change) => void) {
  return useCallback(
    (file: Blob, source: Shot['source']) => {
      change({ kind, shot: { file, url: URL.createObjectURL(file), source } });
    },
    [kind, change],
  );
}
