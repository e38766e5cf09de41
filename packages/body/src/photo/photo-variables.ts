import type { PopulationVariable } from '../measurements/population.ts';

/** The measures that the breadths in photos are explained by. */
export const MODEL_VARIABLES = [
  'sqrtWeight',
  'height',
  'shoulderWidth',
  'chest',
  'waist',
  'waistOmphalion',
  'hip',
  'neck',
  'armLength',
  'inseam',
  'thigh',
  'calf',
  'bicep',
  'forearm',
  'torsoLength',
  'legLength',
] as const satisfies readonly PopulationVariable[];
