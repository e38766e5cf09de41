import type { TapeKey } from '@likeness/body';
import { useCallback } from 'react';
import { useText } from '../../language/language.tsx';
import { useFormat } from './format.ts';
import type { Units } from './tape/units.ts';

/** A value that was asked for and that no shape meets with the others, cm. */
export interface Missed {
  key: string;
  target: number;
  /** What the body shows. */
  cm: number;
  off: number;
}

/** Says by how much, in the page's language and units. */
export function useSayMissed(units: Units): (missed: Missed) => string {
  const t = useText('bodies');
  const format = useFormat(units);
  return useCallback(
    ({ key, target, cm, off }) =>
      t('missed', {
        measure: t(key as TapeKey),
        shown: format.length(cm, key as TapeKey),
        asked: format.length(target, key as TapeKey),
        off: format.length(Math.abs(off)),
        side: off > 0 ? 'above' : 'below',
      }),
    [t, format],
  );
}
