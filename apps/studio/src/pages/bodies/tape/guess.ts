import type { CompletedBody, OfferedKey, TapeKey } from '@likeness/body';
import { type Draft, type FieldKey, isBlank } from './draft.ts';
import type { Guess } from './measure-field.tsx';
import { TYPICAL_HEIGHT } from './typical.ts';

/** Where the rest puts a value that nobody gave, in cm or kg; undefined for one that was given. */
export function guessOf(
  key: FieldKey,
  completed: Pick<CompletedBody, 'measurements' | 'offered' | 'weight'> | undefined,
  draft: Draft,
): Guess | undefined {
  if (draft.fields[key]) return undefined;
  if (key === 'age') return { value: 35, low: 18, high: 70 };
  if (key === 'height' && isBlank(draft)) {
    const [value, low, high] = TYPICAL_HEIGHT[draft.sex ?? 'open'];
    return { value, low, high };
  }
  if (!completed) return undefined;
  if (key === 'weight') {
    const { kg, low90, high90 } = completed.weight;
    return { value: kg, low: low90, high: high90 };
  }
  const { measurements, offered } = completed;
  const found =
    (measurements as Partial<Record<TapeKey, (typeof offered)[OfferedKey]>>)[key] ??
    offered[key as OfferedKey];
  return found && { value: found.cm, low: found.low90, high: found.high90 };
}
