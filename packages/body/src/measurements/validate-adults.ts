import type { TapeKey } from './definitions.ts';
import { type Finding, finding } from './finding.ts';
import type { MessageId } from './sentences.ts';

/** Below these an adult trunk is not found, whatever the height: adults of short stature have adult trunks. */
const ADULT_TRUNK = { chest: 70, hip: 72, shoulderWidth: 28, shoulderWidthBideltoid: 33 } as const;
const ADULT_WEIGHT = 32;

/** Below the first a known trunk decides; below the second a height that nothing supports is taken for a child's. */
const SHORT = 145;
const VERY_SHORT = 140;

const refusal = (field: string, messageId: MessageId): Finding[] => [
  finding({ field, severity: 'error', code: 'adults_only', messageId }),
];

/**
 * Adults only: the statistics are of adults, and bodies of children are not made here. Refuses an age under 18, and
 * a body that reads as a child's: short, with every known trunk measure or the weight below an adult's, or very short
 * with neither these nor an age to speak for an adult.
 */
export function adultsOnly(
  age: number | undefined,
  weightKg: number | undefined,
  values: Readonly<Partial<Record<TapeKey, number>>>,
): Finding[] {
  if (age !== undefined && age < 18) {
    return refusal('age', 'child_age');
  }
  const { height } = values;
  const trunk = Object.entries(ADULT_TRUNK).flatMap(([key, least]) => {
    const value = values[key as TapeKey];
    return value === undefined ? [] : [value < least];
  });
  if (weightKg !== undefined) trunk.push(weightKg < ADULT_WEIGHT);
  const childlike = trunk.length > 0 && trunk.every(Boolean);

  if (height === undefined) {
    if (trunk.length < 2 || !childlike) return [];
    return refusal('measurements', 'child_measurements');
  }
  if (height < VERY_SHORT && trunk.length === 0 && age === undefined) {
    return refusal('height', 'child_height');
  }
  if (height < SHORT && childlike) {
    return refusal('height', 'child_height_and_trunk');
  }
  return [];
}
