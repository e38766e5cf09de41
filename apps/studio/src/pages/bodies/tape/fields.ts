import { fromCentimetres, fromKilograms, OFFERED_KEYS, TAPE_DEFINITIONS, type TapeKey } from '@likeness/body';
import type { FieldKey } from './draft.ts';
import type { Units } from './units.ts';

/** Which fields stand together; the first group is always open. */
export const BASICS: readonly FieldKey[] = ['height', 'weight', 'chest', 'waist', 'hip', 'age'];
export const GROUPS: readonly { title: 'lengths' | 'girths' | 'others'; keys: readonly FieldKey[] }[] = [
  { title: 'girths', keys: ['neck', 'bicep', 'forearm', 'thigh', 'calf'] },
  { title: 'lengths', keys: ['inseam', 'legLength', 'torsoLength', 'armLength', 'shoulderWidth', 'armSpan'] },
  { title: 'others', keys: OFFERED_KEYS },
];

const WEIGHTS = [30, 220] as const;
const YEARS = [18, 90] as const;

/** How a slider runs: ends and step in the unit it shows, and how that is got from cm, kg or years. */
export interface Scale {
  min: number;
  max: number;
  step: number;
  /** Into the unit that is shown. */
  shown(value: number): number;
  /** Back. */
  value(shown: number): number;
}

const same = (value: number): number => value;

/** The slider of a field: as far as adults reach. */
export function scaleOf(key: FieldKey, units: Units): Scale {
  if (key === 'age') return { min: YEARS[0], max: YEARS[1], step: 1, shown: same, value: same };
  const metric = units === 'metric';
  const [low, high] = key === 'weight' ? WEIGHTS : TAPE_DEFINITIONS[key as TapeKey].range;
  if (metric) return { min: low, max: high, step: 0.5, shown: same, value: same };
  const one = key === 'weight' ? fromKilograms(1, 'lb') : fromCentimetres(1, 'in');
  return {
    min: Math.ceil(low * one),
    max: Math.floor(high * one),
    step: key === 'weight' ? 1 : 0.25,
    shown: (value) => value * one,
    value: (shown) => shown / one,
  };
}

/** What a text like the ones that can be read looks like. */
export function exampleOf(key: FieldKey, units: Units): string {
  if (key === 'age') return '34';
  if (key === 'weight') return units === 'stones' ? '11 st 4' : units === 'metric' ? '70' : '154';
  return units === 'metric' ? '92.5' : key === 'height' ? '5\'6"' : '36.5';
}
