import type { Sex } from '@likeness/body';
import { type Draft, type DraftRequest, isBlank, requestOf } from './draft.ts';

/** cm; the middle and the middle 90 % of adults, to begin with before anything is known. */
export const TYPICAL_HEIGHT: Readonly<
  Record<Sex | 'open', readonly [middle: number, low: number, high: number]>
> = {
  female: [163, 152, 173],
  male: [176, 164, 187],
  open: [169, 154, 185],
};

/** The body to show: of what is typed, or of somebody ordinary while nothing is. */
export function previewOf(draft: Draft): DraftRequest {
  const { weight: _, ...request } = requestOf(draft);
  if (!isBlank(draft)) return requestOf(draft);
  const [height] = TYPICAL_HEIGHT[draft.sex ?? 'open'];
  return { ...request, unit: 'metric', measurements: { height } };
}
