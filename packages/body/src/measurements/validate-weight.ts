import type { UnitSystem } from '../units.ts';
import { toKilograms } from '../units.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** kg that are taken at all. */
const RANGE = [25, 350] as const;

/** Body mass indices, kg/m²: outside the first nobody lives, outside the second a slip is likelier than the body. */
const POSSIBLE = [9, 120] as const;
const USUAL = [14, 50] as const;

/** Above this the survey has almost nobody. */
const SURVEYED = 40;

/** What a slip of the unit is believed to lead to. */
const ORDINARY = [17, 38] as const;

/** Weight by itself, and with the height: range, pounds taken for kilograms and the reverse, far beyond the survey. */
export function weightFindings(
  kg: number | undefined,
  heightCm: number | undefined,
  system: UnitSystem,
): Finding[] {
  if (kg === undefined) return [];
  const field = 'weight';
  if (kg < RANGE[0] || kg > RANGE[1]) {
    const values = { value: { kg }, low: { kg: RANGE[0] }, high: { kg: RANGE[1] } };
    return [
      finding({
        field,
        severity: 'error',
        code: 'out_of_range',
        messageId: 'outside_adults',
        values: { ...values, measure: { measure: field } },
      }),
    ];
  }
  if (heightCm === undefined) return [];
  const index = (weight: number) => weight / (heightCm / 100) ** 2;
  const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
  const values = { value: { kg }, beside: { cm: heightCm, of: 'height' } } as const;
  if (!within(index(kg), POSSIBLE)) {
    return [
      finding({ field, severity: 'error', code: 'impossible', messageId: 'weight_impossible', values }),
    ];
  }
  if (!within(index(kg), USUAL)) {
    const pound = toKilograms(1, 'lb');
    const [meant, code] =
      system === 'metric' ? ([kg * pound, 'pounds'] as const) : ([kg / pound, 'kilograms'] as const);
    if (within(index(meant), ORDINARY)) {
      return [
        finding({
          field,
          severity: 'question',
          code,
          messageId: 'weight_in_other_unit',
          values: { ...values, unit: code, meant: { kg: meant } },
          suggestion: meant,
        }),
      ];
    }
    return [finding({ field, severity: 'question', code: 'unusual', messageId: 'weight_unusual', values })];
  }
  if (index(kg) <= SURVEYED) return [];
  return [
    finding({ field, severity: 'warning', code: 'extrapolated', messageId: 'heavier_than_statistics' }),
  ];
}
