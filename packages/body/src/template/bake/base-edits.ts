import type { LocalShape } from '../names.ts';
import { mix } from './fields.ts';
import type { BodyParameters } from './parameters.ts';

/**
 * Small corrections, in centimetres, that bring the girths of the base bodies to the ANSUR II means: found by
 * `node packages/body/scripts/calibrate-base.mjs`, to be run again when the tables change.
 */
export const BASE_EDITS: Record<'man' | 'woman', Partial<Record<LocalShape, number>>> = {
  man: {
    chestDepth: 0.885,
    chestWidth: 0.424,
    waistDepth: 0.406,
    waistWidth: 0.221,
    abdomenDepth: 0.154,
    abdomenWidth: 0.083,
    hipDepth: 0.296,
    hipWidth: 0.444,
    neckWidth: -0.354,
    neckDepth: -0.439,
    thigh: 0.133,
    calf: 0.012,
    upperArm: 0.024,
    forearm: 0.024,
    wrist: 0.044,
    ankle: -0.018,
  },
  woman: {
    breast: 0.112,
    chestDepth: 0.456,
    chestWidth: 0.563,
    underbustWidth: 0.3,
    underbustDepth: 0.3,
    waistDepth: 0.302,
    waistWidth: 0.165,
    abdomenDepth: -0.055,
    abdomenWidth: -0.031,
    hipDepth: 0.185,
    hipWidth: 0.028,
    neckWidth: -0.376,
    neckDepth: -0.468,
    thigh: 0.162,
    calf: 0.024,
    upperArm: 0.013,
    forearm: 0.02,
    wrist: -0.092,
    ankle: -0.006,
  },
};

/** The edits asked for on top of the corrections of a sex. */
export function withBaseEdits({ sex, edits }: BodyParameters): Partial<Record<LocalShape, number>> {
  const all = { ...edits };
  for (const name of new Set([
    ...Object.keys(BASE_EDITS.man),
    ...Object.keys(BASE_EDITS.woman),
  ]) as Set<LocalShape>) {
    all[name] = (all[name] ?? 0) + mix(BASE_EDITS.man[name] ?? 0, BASE_EDITS.woman[name] ?? 0, sex);
  }
  return all;
}
