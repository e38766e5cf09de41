import { TAPE_KEYS, type TapeKey } from '@likeness/body';
import type { Measured } from '../body-queries.ts';
import { type Draft, emptyDraft, set } from '../tape/draft.ts';
import type { Units } from '../tape/units.ts';

/** What was given for a body, as it was typed then; what followed from it is left open. */
export function draftOf(measured: Measured, name: string, units: Units): Draft {
  const { measurements, weight, age, sex, sexProbability } = measured;
  const told = Math.max(sexProbability.female, sexProbability.male) === 1;
  const start: Draft = { ...emptyDraft(name), units, sex: told ? sex : null };
  const given = Object.entries(measurements).reduce((draft, [key, { value, source }]) => {
    const ours = TAPE_KEYS.includes(key as TapeKey);
    return ours && isGiven(source) ? set(draft, key as TapeKey, value, asTold(source)) : draft;
  }, start);
  const weighed = isGiven(weight.source) ? set(given, 'weight', weight.value, asTold(weight.source)) : given;
  return age === null ? weighed : set(weighed, 'age', age);
}

const isGiven = (source: string): boolean => source === 'measured' || source === 'declared';
const asTold = (source: string): 'declared' | undefined => (source === 'declared' ? 'declared' : undefined);
