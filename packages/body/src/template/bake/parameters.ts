import type { LocalShape } from '../names.ts';

/** What can be changed on the implicit body; every other number is fixed in the tables. */
export interface BodyParameters {
  /** 0 man … 1 woman. */
  sex: number;
  /** −1 slim … 0 mean … 1 heavy (BMI about 36) … 2 very heavy (BMI about 46). */
  weight: number;
  /** −1 … 1. */
  muscle: number;
  /** Centimetres, added at the level of that name. */
  edits: Partial<Record<LocalShape, number>>;
  /** Without the corrections of base-edits.ts. */
  uncorrected?: boolean;
}

export const MEAN_BODY: Omit<BodyParameters, 'sex'> = { weight: 0, muscle: 0, edits: {} };

/** How far the arms stand off the body in the A-pose. */
export const ARM_ANGLE = (40 * Math.PI) / 180;

/** Weight taken apart: `heavy` 0…1, `obese` 0…1 on top, `slim` 0…1. */
export interface Fat {
  heavy: number;
  obese: number;
  slim: number;
  /** heavy + obese, for what grows evenly. */
  more: number;
}

export function fatOf(weight: number): Fat {
  const heavy = Math.min(1, Math.max(0, weight));
  const obese = Math.max(0, weight - 1);
  return { heavy, obese, slim: Math.max(0, -weight), more: heavy + obese };
}
