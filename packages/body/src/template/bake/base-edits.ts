import type { LocalShape } from '../names.ts';
import { mix } from './fields.ts';
import type { BodyParameters } from './parameters.ts';

/**
 * Small corrections, in centimetres, that bring the girths of the base bodies to the ANSUR II means: found by
 * `node packages/body/scripts/calibrate-base.mjs`, to be run again when the tables change.
 */
export const BASE_EDITS: Record<'man' | 'woman', Partial<Record<LocalShape, number>>> = {
  man: {
    chestDepth: 0.522,
    chestWidth: 0.25,
    waistDepth: 0.411,
    waistWidth: 0.224,
    abdomenDepth: 0.155,
    abdomenWidth: 0.084,
    hipDepth: 0.282,
    hipWidth: 0.423,
    neckWidth: -0.331,
    neckDepth: -0.409,
    thigh: 0.132,
    calf: 0.01,
    upperArm: 0.023,
    forearm: 0.028,
    wrist: 0.023,
    ankle: -0.013,
  },
  woman: {
    breast: 1.171,
    chestDepth: 0.488,
    chestWidth: 0.234,
    waistDepth: 0.471,
    waistWidth: 0.257,
    abdomenDepth: -0.143,
    abdomenWidth: -0.079,
    hipDepth: 0.303,
    hipWidth: 0.204,
    neckWidth: -0.365,
    neckDepth: -0.454,
    thigh: 0.16,
    calf: 0.022,
    upperArm: 0.011,
    forearm: 0.023,
    wrist: -0.114,
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
