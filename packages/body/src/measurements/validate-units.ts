import type { UnitSystem } from '../units.ts';
import type { TapeKey } from './definitions.ts';
import { TAPE_DEFINITIONS } from './definitions.ts';
import type { Finding, FindingCode } from './finding.ts';
import { finding } from './finding.ts';
import type { ReadBody } from './read-body.ts';

/** A unit that people mix up with the one asked for: what to multiply the value as read (cm) by. */
export interface UnitMistake {
  unit: 'inches' | 'centimetres' | 'metres' | 'millimetres';
  factor: number;
}

/** Mistakes that are possible under a system, the likeliest first. */
export function unitMistakes(system: UnitSystem): readonly UnitMistake[] {
  const inch = 2.54;
  return system === 'metric'
    ? [
        { unit: 'inches', factor: inch },
        { unit: 'metres', factor: 100 },
        { unit: 'millimetres', factor: 0.1 },
      ]
    : [
        { unit: 'centimetres', factor: 1 / inch },
        { unit: 'metres', factor: 100 / inch },
        { unit: 'millimetres', factor: 0.1 / inch },
      ];
}

const inRange = (key: TapeKey, cm: number): boolean => {
  const [low, high] = TAPE_DEFINITIONS[key].range;
  return cm >= low && cm <= high;
};

/**
 * Values outside what adults have: either all of them sent in another unit (one finding), or one by one (another unit,
 * or out of range). Returns the keys that are wrong with the findings.
 */
export function rangesAndUnits(read: ReadBody): { findings: Finding[]; wrong: Set<TapeKey> } {
  const values = Object.entries(read.measurements).map(([key, given]) => ({
    key: key as TapeKey,
    cm: given.cm,
  }));
  const outside = values.filter(({ key, cm }) => !inRange(key, cm));
  const wrong = new Set(outside.map(({ key }) => key));
  if (outside.length === 0) return { findings: [], wrong };

  const mistakes = unitMistakes(read.unit);
  const everything = mistakes.find(({ factor }) => values.every(({ key, cm }) => inRange(key, cm * factor)));
  if (everything && values.length > 1 && outside.length * 2 >= values.length) {
    return {
      findings: [allTogether(everything.unit, read.unit)],
      wrong: new Set(values.map(({ key }) => key)),
    };
  }
  const findings = outside.map(({ key, cm }): Finding => {
    const field = read.names[key] ?? key;
    const [low, high] = TAPE_DEFINITIONS[key].range;
    const values = { measure: { measure: key }, value: { cm, of: key } };
    const mistake = mistakes.find(({ factor }) => inRange(key, cm * factor));
    const severity = 'error';
    if (mistake) {
      const suggestion = cm * mistake.factor;
      return finding({
        field,
        severity,
        code: mistake.unit,
        messageId: 'in_other_unit',
        values: { ...values, unit: mistake.unit, meant: { cm: suggestion, of: key } },
        suggestion,
      });
    }
    return finding({
      field,
      severity,
      code: 'out_of_range',
      messageId: 'outside_adults',
      values: { ...values, low: { cm: low, of: key }, high: { cm: high, of: key } },
    });
  });
  return { findings, wrong };
}

function allTogether(unit: UnitMistake['unit'], system: UnitSystem): Finding {
  const codes: Readonly<Record<UnitMistake['unit'], FindingCode>> = {
    inches: 'inches_all',
    centimetres: 'centimetres_all',
    metres: 'metres',
    millimetres: 'millimetres',
  };
  const asked = system === 'metric' ? 'centimetres' : 'inches';
  const told = { field: 'measurements', severity: 'error', code: codes[unit] } as const;
  return unit === 'inches' || unit === 'centimetres'
    ? finding({ ...told, messageId: `all_in_${unit}` })
    : finding({ ...told, messageId: 'all_in_other_unit', values: { unit, asked } });
}
