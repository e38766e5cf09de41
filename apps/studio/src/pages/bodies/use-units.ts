import { useCallback, useState } from 'react';
import { UNITS, type Units } from './tape/units.ts';

const KEPT_AS = 'likeness-units';

/** Those that were chosen last in this browser. */
export const keptUnits = (): Units =>
  UNITS.find((units) => units === localStorage.getItem(KEPT_AS)) ?? 'metric';

export function keepUnits(units: Units): void {
  localStorage.setItem(KEPT_AS, units);
}

/** The units that values are shown in. */
export function useUnits(): readonly [Units, (units: Units) => void] {
  const [units, setUnits] = useState(keptUnits);
  const choose = useCallback((next: Units) => {
    keepUnits(next);
    setUnits(next);
  }, []);
  return [units, choose];
}
