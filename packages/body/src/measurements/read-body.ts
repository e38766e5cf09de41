import { BodyError } from '../errors.ts';
import type { UnitSystem } from '../units.ts';
import { lengthUnit, parseLength, parseWeight, toCentimetres, toKilograms, weightUnit } from '../units.ts';
import type { TapeKey } from './definitions.ts';
import { MEASUREMENT_KEYS, measurementKey } from './definitions.ts';
import { type Finding, type FindingCode, finding } from './finding.ts';
import type { GivenValue, GivenWeight } from './known-body.ts';
import type { MessageId, SentenceValues } from './sentences.ts';

/** A body as a client sends it; nothing of it is trusted. */
export interface BodyRequest {
  /** Of plain numbers: `metric` (cm, kg; default) or `imperial` (in, lb). */
  unit?: unknown;
  sex?: unknown;
  age?: unknown;
  weight?: unknown;
  /** By key, by the specification's column, or by another common name: number, text with unit, or an object. */
  measurements?: unknown;
}

/** What could be read, in cm and kg; only well-formed values are in it. */
export interface ReadBody {
  unit: UnitSystem;
  sex?: 'female' | 'male';
  age?: number;
  weight?: GivenWeight;
  measurements: Partial<Record<TapeKey, GivenValue>>;
  /** The name each value was sent under. */
  names: Partial<Record<TapeKey, string>>;
  findings: Finding[];
}

/** Beyond this, cm or kg, a value says nothing. */
const WIDEST = 100;

/** More fields than there are names are not read. */
const MOST_FIELDS = 100;

/**
 * Reads a request: resolves names, turns imperial numbers and texts such as `5'7"` into cm and kg, and
 * reports what cannot be read. Whether the values make sense is for `validateBody`. Never throws.
 */
export function readBody(request: BodyRequest): ReadBody {
  const read: ReadBody = { unit: 'metric', measurements: {}, names: {}, findings: [] };
  const complain: Complain = (field, code, messageId, values) =>
    void read.findings.push(
      finding({ field, severity: 'error', code, messageId, ...(values && { values }) }),
    );

  if (request.unit === 'imperial') read.unit = 'imperial';
  else if (given(request.unit) && request.unit !== 'metric') {
    complain('unit', 'unknown_unit', 'unit_unknown');
  }
  if (request.sex === 'female' || request.sex === 'male') read.sex = request.sex;
  else if (given(request.sex)) {
    complain('sex', 'unknown_sex', 'sex_unknown');
  }
  if (given(request.age)) {
    const { age } = request;
    if (typeof age !== 'number' || !Number.isFinite(age)) complain('age', 'not_a_number', 'age_no_number');
    else if (age <= 0) complain('age', 'not_positive', 'age_not_positive');
    else if (age > 120) complain('age', 'out_of_range', 'age_too_high');
    else read.age = age;
  }
  if (given(request.weight)) readWeight(request.weight, read, complain);

  const fields = request.measurements;
  if (given(fields) && (typeof fields !== 'object' || Array.isArray(fields))) {
    complain('measurements', 'not_a_number', 'measurements_no_object');
  } else {
    for (const [name, value] of Object.entries((fields ?? {}) as object).slice(0, MOST_FIELDS)) {
      readMeasurement(name, value, read, complain);
    }
  }
  return read;
}

type Complain = (field: string, code: FindingCode, messageId: MessageId, values?: SentenceValues) => void;

function readWeight(value: unknown, read: ReadBody, complain: Complain): void {
  if (read.weight) {
    complain('weight', 'duplicate_field', 'weight_twice');
    return;
  }
  const kg = number(value, 'weight', read.unit, complain);
  if (kg) read.weight = withDetails(kg, 'kg');
}

/** Weight is understood among the measurements, too. */
function readMeasurement(name: string, value: unknown, read: ReadBody, complain: Complain): void {
  if (!given(value)) return;
  if (name === 'weight') {
    readWeight(value, read, complain);
    return;
  }
  const key = measurementKey(name);
  const field = name.slice(0, 60);
  if (!key) {
    complain(field, 'unknown_field', 'measure_unknown', { known: MEASUREMENT_KEYS.join(', ') });
    return;
  }
  const before = read.names[key];
  if (before !== undefined) {
    complain(field, 'duplicate_field', 'measure_twice', { field, before });
    return;
  }
  read.names[key] = field;
  const cm = number(value, field, read.unit, complain);
  if (cm) read.measurements[key] = withDetails(cm, 'cm');
}

interface Details {
  value: number;
  sigma?: number;
  source?: 'measured' | 'declared' | 'photo';
}

function withDetails<K extends 'cm' | 'kg'>({ value, ...rest }: Details, unit: K) {
  return { [unit]: value, ...rest } as Record<K, number> & Omit<Details, 'value'>;
}

/** A number, a text with its unit, or `{ value, sigma, source }`; in cm or kg. Undefined after a complaint. */
function number(raw: unknown, field: string, unit: UnitSystem, complain: Complain): Details | undefined {
  const object = (typeof raw === 'object' && raw !== null ? raw : { value: raw }) as Record<string, unknown>;
  const weight = field === 'weight';
  const factor = weight ? toKilograms(1, weightUnit(unit)) : toCentimetres(1, lengthUnit(unit));
  const inner = object.value ?? object[weight ? 'kg' : 'cm'];
  const scale = object.value === undefined ? 1 : factor;
  const value =
    typeof inner === 'string' ? fromText(inner, weight) : typeof inner === 'number' ? inner * scale : null;
  if (value === null || !Number.isFinite(value)) {
    const example = weight ? '70, "154 lb"' : '168, "66 in", "5\'7\\""';
    complain(field, 'not_a_number', 'no_number', { field, example });
    return undefined;
  }
  if (value <= 0) {
    complain(field, 'not_positive', 'not_positive', { field });
    return undefined;
  }
  const { sigma, source } = object;
  const details: Details = { value };
  const known = typeof sigma === 'number' && sigma >= 0 && sigma * scale <= WIDEST;
  if (known) details.sigma = sigma * scale;
  else if (given(sigma)) complain(field, 'not_a_number', 'sigma_no_number', { field, most: String(WIDEST) });
  if (source === 'measured' || source === 'declared' || source === 'photo') details.source = source;
  else if (given(source)) {
    complain(field, 'unknown_field', 'source_unknown', { field });
  }
  return details;
}

function fromText(text: string, weight: boolean): number | null {
  try {
    return weight ? parseWeight(text) : parseLength(text);
  } catch (error) {
    if (error instanceof BodyError) return null;
    throw error;
  }
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
