import { useCallback, useState } from 'react';
import type { Change, Kind, Shot } from './capture.ts';

const HEIC = /\.hei[cf]$/i;

/** Something of the photo that this browser can show: most know no HEIC. The file itself is sent as it is. */
async function visible(file: Blob): Promise<Blob> {
  const name = file instanceof File ? file.name : '';
  if (!/hei[cf]/.test(file.type) && !HEIC.test(name)) return file;
  try {
    (await createImageBitmap(file)).close();
    return file;
  } catch {
    const { decodeHeic } = await import('../picture/heic/decode-heic.ts');
    return decodeHeic(file).then(
      ({ blob }) => blob,
      () => file,
    );
  }
}

/** Keeps a photo that was taken or chosen, with what this browser can show of it. */
export function useShot(kind: Kind, change: (change: Change) => void) {
  const [busy, setBusy] = useState(false);
  const take = useCallback(
    async (file: Blob, source: Shot['source']) => {
      setBusy(true);
      const seen = await visible(file);
      setBusy(false);
      change({ kind, shot: { file, seen, source } });
    },
    [kind, change],
  );
  return { take, busy };
}
