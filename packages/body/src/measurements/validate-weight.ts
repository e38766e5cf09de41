import type { UnitSystem } from '../units.ts';
import { toKilograms } from '../units.ts';
import type { Finding } from './finding.ts';
import { plain } from './finding.ts';

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
    const sentence = `Weight ${plain(kg)} kg is not an adult’s: it must be between ${RANGE[0]} and ${RANGE[1]} kg.`;
    return [{ field, severity: 'error', code: 'out_of_range', sentence }];
  }
  if (heightCm === undefined) return [];
  const index = (weight: number) => weight / (heightCm / 100) ** 2;
  const within = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
  const both = `Weight ${plain(kg)} kg with height ${plain(heightCm)} cm`;
  if (!within(index(kg), POSSIBLE)) {
    return [{ field, severity: 'error', code: 'impossible', sentence: `${both} is not possible.` }];
  }
  if (!within(index(kg), USUAL)) {
    const pound = toKilograms(1, 'lb');
    const [meant, code] =
      system === 'metric' ? ([kg * pound, 'pounds'] as const) : ([kg / pound, 'kilograms'] as const);
    if (within(index(meant), ORDINARY)) {
      const sentence = `${both} is unusual. Is the weight in ${code}? Then it is ${plain(meant)} kg.`;
      return [{ field, severity: 'question', code, sentence, suggestion: meant }];
    }
    return [{ field, severity: 'question', code: 'unusual', sentence: `${both} is unusual.` }];
  }
  if (index(kg) <= SURVEYED) return [];
  const sentence =
    'The statistics hold few bodies this heavy: what is inferred is less certain than it says.';
  return [{ field, severity: 'warning', code: 'extrapolated', sentence }];
}
