import { TAPE_KEYS, type TapeKey } from '@likeness/body';
import type { Measured } from '../body-queries.ts';

export interface Difference {
  key: TapeKey | 'weight';
  /** cm or kg. */
  first: number;
  second: number;
  /** Second minus first. */
  by: number;
  /** Both may well be the same: the difference is within what is uncertain of the two. */
  uncertain: boolean;
}

/** Standard deviations of the difference within which nothing is claimed: 90 %. */
const SURE = 1.645;

/** What two bodies have in common to be compared, in the order of answers. */
export function differences(a: Measured, b: Measured): Difference[] {
  const lengths = TAPE_KEYS.flatMap((key) => {
    const [first, second] = [a.measurements[key], b.measurements[key]];
    return first && second ? [differenceOf(key, first, second)] : [];
  });
  return [...lengths, differenceOf('weight', a.weight, b.weight)];
}

function differenceOf(
  key: Difference['key'],
  first: { value: number; sigma: number },
  second: { value: number; sigma: number },
): Difference {
  const by = second.value - first.value;
  const uncertain = Math.abs(by) <= SURE * Math.hypot(first.sigma, second.sigma);
  return { key, first: first.value, second: second.value, by, uncertain };
}
