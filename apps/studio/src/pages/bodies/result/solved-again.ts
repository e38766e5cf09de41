import { MEASUREMENT_KEYS } from '@likeness/body';
import type { Measured } from '../body-queries.ts';
import type { DraftRequest } from '../tape/draft.ts';

const GIVEN = ['measured', 'declared'];

/**
 * What the same body is solved from again, to see where its tapes lie: what was given, which makes the very same body;
 * of one from photos all that they told, which makes one like it.
 */
export function solvedAgain({ measurements, weight, sex, sexProbability, age }: Measured): DraftRequest {
  const seen = Object.values(measurements).some(({ source }) => source === 'photo');
  const wanted = Object.entries(measurements).filter(([key, { source }]) =>
    seen ? MEASUREMENT_KEYS.some((own) => own === key) : GIVEN.includes(source),
  );
  const told = Math.max(sexProbability.female, sexProbability.male) === 1;
  return {
    unit: 'metric',
    measurements: Object.fromEntries(
      wanted.map(([key, { value, source }]) => [
        key,
        source === 'declared' && !seen ? { value, source } : value,
      ]),
    ),
    ...((told || seen) && { sex }),
    ...(age !== null && { age }),
    ...(GIVEN.includes(weight.source) && {
      weight: weight.source === 'declared' ? { value: weight.value, source: 'declared' } : weight.value,
    }),
  };
}
