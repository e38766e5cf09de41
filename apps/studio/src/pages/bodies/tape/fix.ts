import { type Finding, TAPE_KEYS, type TapeKey } from '@likeness/body';
import { type Draft, type FieldKey, scaled, set } from './draft.ts';

const INCH = 2.54;

/** What to multiply every length by when all of them were typed in another unit, by what that unit was. */
const ALL: Readonly<Record<string, { metric: number; imperial: number }>> = {
  inches_all: { metric: INCH, imperial: 1 },
  centimetres_all: { metric: 1, imperial: 1 / INCH },
  metres: { metric: 100, imperial: 100 / INCH },
  millimetres: { metric: 0.1, imperial: 0.1 / INCH },
};

/** What a finding offers to put right: one value, or the unit of all. */
export type Fix = { key: FieldKey; value: number } | { factor: number; code: string };

/** The way out that a finding offers, if any. */
export function fixOf({ field, code, suggestion }: Finding, { units }: Draft): Fix | null {
  if (field === 'measurements') {
    const factors = ALL[code];
    return factors ? { factor: factors[units === 'metric' ? 'metric' : 'imperial'], code } : null;
  }
  if (suggestion === undefined) return null;
  const known = field === 'weight' || TAPE_KEYS.includes(field as TapeKey);
  return known ? { key: field as FieldKey, value: suggestion } : null;
}

/** The draft, put right. */
export function fixed(draft: Draft, fix: Fix): Draft {
  return 'factor' in fix ? scaled(draft, fix.factor) : set(draft, fix.key, fix.value);
}
