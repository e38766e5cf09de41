import {
  BodyError,
  formatFeetInches,
  formatStones,
  fromCentimetres,
  fromKilograms,
  parseLength,
  parseWeight,
  type TapeKey,
  toCentimetres,
  toKilograms,
  type UnitSystem,
} from '@likeness/body';

/** Centimetres and kilograms; inches and pounds; inches and stones. */
export const UNITS = ['metric', 'imperial', 'stones'] as const;
export type Units = (typeof UNITS)[number];

export const systemOf = (units: Units): UnitSystem => (units === 'metric' ? 'metric' : 'imperial');

/** Kilograms, in the plain unit of a system. */
export const weightIn = (system: UnitSystem, kg: number): number =>
  system === 'metric' ? kg : fromKilograms(kg, 'lb');

/** Eastern Arabic digits and their separator, as the parser knows them. */
const plainDigits = (text: string): string =>
  text
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.charCodeAt(0) & 0xf) % 10))
    .replace('٫', '.')
    .trim();

const NUMBER = /^\d{1,9}([.,]\d{1,20})?$/;

/** Centimetres of what was typed: a plain number is in the units, anything else says its own. */
export function readLength(text: string, units: Units): number | null {
  const plain = plainDigits(text);
  if (!NUMBER.test(plain)) return orNull(() => parseLength(plain));
  const value = Number(plain.replace(',', '.'));
  return value > 0 ? toCentimetres(value, units === 'metric' ? 'cm' : 'in') : null;
}

/** Kilograms of what was typed; see {@link readLength}. */
export function readWeight(text: string, units: Units): number | null {
  const plain = plainDigits(text);
  if (!NUMBER.test(plain)) return orNull(() => parseWeight(plain));
  const value = Number(plain.replace(',', '.'));
  const unit = units === 'metric' ? 'kg' : units === 'imperial' ? 'lb' : 'st';
  return value > 0 ? toKilograms(value, unit) : null;
}

/** A length as it stands in a field: without a unit, but a height in feet and inches. */
export function lengthText(cm: number, units: Units, key: TapeKey): string {
  if (units === 'metric') return short(cm);
  return key === 'height' ? formatFeetInches(cm) : short(fromCentimetres(cm, 'in'));
}

/** A weight as it stands in a field. */
export function weightText(kg: number, units: Units): string {
  if (units === 'stones') return formatStones(kg);
  return short(units === 'metric' ? kg : fromKilograms(kg, 'lb'));
}

/** At most one decimal. */
const short = (value: number): string => String(Number(value.toFixed(1)));

function orNull(read: () => number): number | null {
  try {
    const value = read();
    return value > 0 ? value : null;
  } catch (error) {
    if (error instanceof BodyError) return null;
    throw error;
  }
}
