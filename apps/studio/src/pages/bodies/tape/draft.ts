import {
  fromCentimetres,
  type MeasurementKey,
  type OfferedKey,
  type Sex,
  TAPE_KEYS,
  type TapeKey,
  type UnitSystem,
} from '@likeness/body';
import { lengthText, readLength, readWeight, systemOf, type Units, weightIn, weightText } from './units.ts';

/** One field: what is written in it, and what it means in cm or kg; null when it means nothing. */
export interface Entry {
  text: string;
  value: number | null;
  /** Not measured but told; kept until it is changed. */
  source?: 'declared';
}

type Sent = number | { value: number; source: 'declared' };

/** What the API and the solver take. */
export interface DraftRequest {
  unit: UnitSystem;
  measurements: Record<string, Sent>;
  sex?: Sex;
  age?: number;
  weight?: Sent;
}

export type FieldKey = TapeKey | 'weight' | 'age';

/** What somebody has typed so far. Plain JSON. */
export interface Draft {
  name: string;
  sex: Sex | null;
  units: Units;
  fields: Partial<Record<FieldKey, Entry>>;
}

export const emptyDraft = (name: string): Draft => ({ name, sex: null, units: 'metric', fields: {} });

/** A field with this text in it; an empty one is not known. */
export function typed(draft: Draft, key: FieldKey, text: string): Draft {
  if (text.trim() === '') return forgotten(draft, key);
  const entry = { text, value: read(draft.units, key, text) };
  return { ...draft, fields: { ...draft.fields, [key]: entry } };
}

/** A field that is not known. */
export function forgotten(draft: Draft, key: FieldKey): Draft {
  const { [key]: _, ...fields } = draft.fields;
  return { ...draft, fields };
}

/** A field with this value (cm, kg or years), written in the units of the draft. */
export function set(draft: Draft, key: FieldKey, value: number, source?: 'declared'): Draft {
  const entry = { text: textOf(draft.units, key, value), value, ...(source && { source }) };
  return { ...draft, fields: { ...draft.fields, [key]: entry } };
}

/** A field written anew, as others write it; what cannot be read stays as it is. */
export function tidied(draft: Draft, key: FieldKey): Draft {
  const entry = draft.fields[key];
  if (!entry || entry.value === null) return draft;
  const text = textOf(draft.units, key, entry.value);
  return { ...draft, fields: { ...draft.fields, [key]: { ...entry, text } } };
}

/** The same body in other units: values stay to the last digit, only how they are written changes. */
export function inUnits(draft: Draft, units: Units): Draft {
  const keys = Object.keys(draft.fields) as FieldKey[];
  return keys.reduce(tidied, { ...draft, units });
}

/** Every length times this: all of them were typed in another unit. */
export function scaled(draft: Draft, factor: number): Draft {
  return TAPE_KEYS.reduce((result: Draft, key: MeasurementKey | OfferedKey) => {
    const value = result.fields[key]?.value;
    return value === null || value === undefined ? result : set(result, key, value * factor);
  }, draft);
}

/** As the API and the solver take it, in the system that was typed in, so that a slip of the unit is noticed. */
export function requestOf(draft: Draft): DraftRequest {
  const { units, sex, fields } = draft;
  const unit = systemOf(units);
  const length = (cm: number) => (unit === 'metric' ? cm : fromCentimetres(cm, 'in'));
  const measurements = Object.fromEntries(
    TAPE_KEYS.flatMap((key) => {
      const entry = fields[key];
      return entry && entry.value !== null ? [[key, sent(entry, length(entry.value))]] : [];
    }),
  );
  const { weight, age } = fields;
  return {
    unit,
    measurements,
    ...(sex && { sex }),
    ...(age && age.value !== null && { age: age.value }),
    ...(weight && weight.value !== null && { weight: sent(weight, weightIn(unit, weight.value)) }),
  };
}

const sent = ({ source }: Entry, value: number): Sent => (source ? { value, source } : value);

/** Fields that hold a text that nobody can read. */
export function unreadable({ fields }: Draft): FieldKey[] {
  return (Object.keys(fields) as FieldKey[]).filter((key) => fields[key]?.value === null);
}

/** Whether nothing was measured yet. */
export const isBlank = ({ fields }: Draft): boolean => !TAPE_KEYS.some((key) => fields[key]);

function read(units: Units, key: FieldKey, text: string): number | null {
  if (key === 'weight') return readWeight(text, units);
  if (key !== 'age') return readLength(text, units);
  const years = Number(text.replace(',', '.'));
  return Number.isFinite(years) && years > 0 ? years : null;
}

/** A value (cm, kg or years) as it stands in a field. */
export function textOf(units: Units, key: FieldKey, value: number): string {
  if (key === 'weight') return weightText(value, units);
  if (key === 'age') return String(value);
  return lengthText(value, units, key);
}
