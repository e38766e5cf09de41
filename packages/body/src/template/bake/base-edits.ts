import type { LocalShape } from '../names.ts';
import { mix } from './fields.ts';
import type { BodyParameters } from './parameters.ts';

/**
 * Small corrections, in centimetres, that bring the girths of the base bodies to the ANSUR II means: found by
 * `node packages/body/scripts/calibrate-base.mjs`, to be run again when the tables change.
 */
export const BASE_EDITS: Record<'man' | 'woman', Partial<Record<LocalShape, number>>> = {
  man: {
    chestDepth: 1.016,
    chestWidth: 0.487,
    waistDepth: 0.396,
    waistWidth: 0.215,
    abdomenDepth: 0.167,
    abdomenWidth: 0.09,
    hipDepth: 0.096,
    hipWidth: 0.145,
    neckWidth: -0.336,
    neckDepth: -0.414,
    thigh: 0.088,
    calf: 0.011,
    upperArm: 0.025,
    forearm: 0.033,
    wrist: 0.057,
    ankle: -0.008,
  },
  woman: {
    breast: 0.098,
    chestDepth: 0.405,
    chestWidth: 0.539,
    underbustWidth: 0.3,
    underbustDepth: 0.3,
    waistDepth: 0.331,
    waistWidth: 0.181,
    abdomenDepth: -0.166,
    abdomenWidth: -0.092,
    hipDepth: 0.255,
    hipWidth: 0.134,
    neckWidth: -0.377,
    neckDepth: -0.471,
    thigh: 0.105,
    calf: 0.023,
    upperArm: 0.012,
    forearm: 0.027,
    wrist: -0.069,
    ankle: 0.003,
  },
};

/**
 * The edits of the body on which the topology is made. Fixed: corrections found later must not shuffle the
 * triangles, or each calibration would have to be followed by another.
 */
export const TOPOLOGY_EDITS: Partial<Record<LocalShape, number>> = {
  chestDepth: 0.712,
  chestWidth: 0.5135,
  waistDepth: 0.3625,
  waistWidth: 0.1975,
  abdomenDepth: -0.004,
  abdomenWidth: -0.0035,
  hipDepth: 0.179,
  hipWidth: 0.1445,
  neckWidth: -0.3585,
  neckDepth: -0.445,
  thigh: 0.094,
  calf: 0.0155,
  upperArm: 0.0145,
  forearm: 0.032,
  wrist: -0.0565,
  ankle: -0.008,
  breast: 0.0495,
  underbustWidth: 0.15,
  underbustDepth: 0.15,
};

/** The edits asked for on top of the corrections of a sex. */
export function withBaseEdits({ sex, edits, uncorrected }: BodyParameters): BodyParameters['edits'] {
  if (uncorrected) return edits;
  const all = { ...edits };
  for (const name of new Set([
    ...Object.keys(BASE_EDITS.man),
    ...Object.keys(BASE_EDITS.woman),
  ]) as Set<LocalShape>) {
    all[name] = (all[name] ?? 0) + mix(BASE_EDITS.man[name] ?? 0, BASE_EDITS.woman[name] ?? 0, sex);
  }
  return all;
}
