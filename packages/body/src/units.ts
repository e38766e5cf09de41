import { BodyError } from './errors.ts';

/** Inside the package every length is in centimetres and every weight in kilograms. */
export type UnitSystem = 'metric' | 'imperial';
export type LengthUnit = 'mm' | 'cm' | 'm' | 'in' | 'ft';
export type WeightUnit = 'g' | 'kg' | 'lb' | 'st';

const CM: Readonly<Record<LengthUnit, number>> = { mm: 0.1, cm: 1, m: 100, in: 2.54, ft: 30.48 };
const KG: Readonly<Record<WeightUnit, number>> = { g: 0.001, kg: 1, lb: 0.45359237, st: 6.35029318 };

const LENGTH_NAMES: Readonly<Record<string, LengthUnit>> = {
  mm: 'mm',
  cm: 'cm',
  m: 'm',
  in: 'in',
  inch: 'in',
  inches: 'in',
  '"': 'in',
  ft: 'ft',
  foot: 'ft',
  feet: 'ft',
  "'": 'ft',
};
const WEIGHT_NAMES: Readonly<Record<string, WeightUnit>> = {
  g: 'g',
  kg: 'kg',
  kgs: 'kg',
  lb: 'lb',
  lbs: 'lb',
  pound: 'lb',
  pounds: 'lb',
  st: 'st',
  stone: 'st',
};

/** Centimetres of a length in another unit. */
export function toCentimetres(value: number, unit: LengthUnit): number {
  return value * CM[unit];
}

/** A length in cm, in another unit. */
export function fromCentimetres(cm: number, unit: LengthUnit): number {
  return cm / CM[unit];
}

/** Kilograms of a weight in another unit. */
export function toKilograms(value: number, unit: WeightUnit): number {
  return value * KG[unit];
}

/** A weight in kg, in another unit. */
export function fromKilograms(kg: number, unit: WeightUnit): number {
  return kg / KG[unit];
}

/** The unit of plain numbers of a system: inches and pounds, or centimetres and kilograms. */
export function lengthUnit(system: UnitSystem): 'cm' | 'in' {
  return system === 'imperial' ? 'in' : 'cm';
}

/** See {@link lengthUnit}. */
export function weightUnit(system: UnitSystem): 'kg' | 'lb' {
  return system === 'imperial' ? 'lb' : 'kg';
}

type Part = { value: number; unit: string };

/** Splits `5 ft 7.5 in` into numbers with units; null when anything else is in the text. Linear in its length. */
function parts(text: string): Part[] | null {
  if (text.length > 40) return null;
  const clean = text
    .trim()
    .toLowerCase()
    .replace(/[’′‘]/g, "'")
    .replace(/[”″“]|''/g, '"');
  const found: Part[] = [];
  const rest = clean.replace(
    /(\d{1,9}(?:[.,]\d{1,20})?)\s*([a-z]{1,6}|["'])?/g,
    (_, digits: string, unit?: string) => {
      found.push({ value: Number(digits.replace(',', '.')), unit: unit ?? '' });
      return '';
    },
  );
  return rest.trim() === '' && found.length > 0 && found.length <= 2 ? found : null;
}

/** Reads one or two numbers with units; the second must be the smaller companion of the first (ft+in, st+lb). */
function read<U extends string>(
  text: string,
  names: Readonly<Record<string, U>>,
  factors: Readonly<Record<U, number>>,
  pair: { large: U; small: U; limit: number },
): number | null {
  const [first, second] = parts(text) ?? [];
  const large = first && names[first.unit];
  if (!first || !large) return null;
  if (!second) return first.value * factors[large];
  const small = second.unit === '' ? pair.small : names[second.unit];
  const whole = Number.isInteger(first.value) && second.value < pair.limit;
  if (large !== pair.large || small !== pair.small || !whole) return null;
  return first.value * factors[large] + second.value * factors[small];
}

/**
 * Centimetres of a text with its unit: `168 cm`, `1.68 m`, `66 in`, `5'7"`, `5 ft 7.5 in`, `5'7`.
 * @throws {BodyError} `invalid_length` when the text is anything else, or a number without a unit.
 */
export function parseLength(text: string): number {
  const cm = read(text, LENGTH_NAMES, CM, { large: 'ft', small: 'in', limit: 12 });
  if (cm === null)
    throw new BodyError('invalid_length', 'Not a length: write it like 168 cm, 1.68 m or 5\'7".');
  return cm;
}

/**
 * Kilograms of a text with its unit: `70 kg`, `154 lb`, `11 st 4 lb`, `11 st 4`.
 * @throws {BodyError} `invalid_weight` when the text is anything else, or a number without a unit.
 */
export function parseWeight(text: string): number {
  const kg = read(text, WEIGHT_NAMES, KG, { large: 'st', small: 'lb', limit: 14 });
  if (kg === null)
    throw new BodyError('invalid_weight', 'Not a weight: write it like 70 kg, 154 lb or 11 st 4 lb.');
  return kg;
}

/** Whole multiples of the larger unit and a rest of the smaller, where rounding may carry over. */
function split(value: number, size: number, decimals: number): [number, string] {
  const scale = 10 ** decimals;
  const rounded = Math.round(value * scale);
  const whole = Math.floor(rounded / (size * scale));
  return [whole, ((rounded - whole * size * scale) / scale).toFixed(decimals)];
}

/** `5'7.0"` of a length in cm; `decimals` (default 1) are those of the inches, and read back exactly. */
export function formatFeetInches(cm: number, decimals = 1): string {
  const [feet, inches] = split(fromCentimetres(cm, 'in'), 12, decimals);
  return `${feet}'${inches}"`;
}

/** `11 st 4.0 lb` of a weight in kg; `decimals` (default 1) are those of the pounds, and read back exactly. */
export function formatStones(kg: number, decimals = 1): string {
  const [stones, pounds] = split(fromKilograms(kg, 'lb'), 14, decimals);
  return `${stones} st ${pounds} lb`;
}

/** `168.0 cm` or `66.1 in` of a length in cm, as the system's people write it. */
export function formatLength(cm: number, system: UnitSystem, decimals = 1): string {
  const unit = lengthUnit(system);
  return `${fromCentimetres(cm, unit).toFixed(decimals)} ${unit}`;
}

/** `70.0 kg` or `154.3 lb` of a weight in kg. */
export function formatWeight(kg: number, system: UnitSystem, decimals = 1): string {
  const unit = weightUnit(system);
  return `${fromKilograms(kg, unit).toFixed(decimals)} ${unit}`;
}
