import type { TapeKey } from '@likeness/body';
import type { Tape } from '@likeness/body/live';
import type { ViewedTape } from '@likeness/react/body-viewer';
import { useMemo } from 'react';
import { useText } from '../../language/language.tsx';
import { useFormat } from './format.ts';
import type { Units } from './tape/units.ts';

/** The tapes of a solved body, labelled in the language and the units. */
export function useTapes(tapes: readonly Tape[] | undefined, units: Units): readonly ViewedTape[] {
  const t = useText('bodies');
  const format = useFormat(units);
  return useMemo(
    () =>
      (tapes ?? []).map(({ key, cm, points, closed }) => ({
        key,
        points,
        closed,
        label: `${t(key)} ${format.length(cm, key as TapeKey)}`,
      })),
    [tapes, t, format],
  );
}
