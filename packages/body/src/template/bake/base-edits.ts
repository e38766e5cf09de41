import type { LocalShape } from '../names.ts';
import { mix } from './fields.ts';
import type { BodyParameters } from './parameters.ts';

/**
 * Small corrections, in centimetres, that bring the girths of the base bodies to the ANSUR II means: found by
 * `node packages/body/scripts/calibrate-base.mjs`, to be run again when the tables change.
 */
export const BASE_EDITS: Record<'man' | 'woman', Partial<Record<LocalShape, number>>> = {
  man: {
    chestDepth: 1.081,
    chestWidth: 0.518,
    waistDepth: 0.395,
    waistWidth: 0.215,
    abdomenDepth: 0.163,
    abdomenWidth: 0.088,
    hipDepth: 0.288,
    hipWidth: 0.433,
    neckWidth: -0.351,
    neckDepth: -0.435,
    thigh: 0.133,
    calf: 0.01,
    upperArm: 0.024,
    forearm: 0.028,
    wrist: 0.044,
    ankle: -0.015,
  },
  woman: {
    breast: 0.105,
    chestDepth: 0.43,
    chestWidth: 0.551,
    underbustWidth: 0.3,
    underbustDepth: 0.3,
    waistDepth: 0.287,
    waistWidth: 0.157,
    abdomenDepth: -0.039,
    abdomenWidth: -0.022,
    hipDepth: 0.257,
    hipWidth: 0.136,
    neckWidth: -0.379,
    neckDepth: -0.473,
    thigh: 0.161,
    calf: 0.022,
    upperArm: 0.012,
    forearm: 0.023,
    wrist: -0.096,
    ankle: -0.003,
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
