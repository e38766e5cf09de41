import { type MeasuredBody, type MeasuredValue, measureFrame } from '../measure/measure-body.ts';
import { MESH_KEYS, RECIPES } from '../measure/recipes.ts';
import { TAPE_DEFINITIONS, TAPE_KEYS, type TapeKey } from '../measurements/definitions.ts';
import type { Positions } from '../mesh/triangle-mesh.ts';
import { type ModelBody, modelFrame } from './model-frame.ts';

/** The line along which a measure was taken, for drawing. */
export interface Tape {
  key: TapeKey;
  label: string;
  cm: number;
  /** xyz, metres. */
  points: Float32Array;
  closed: boolean;
}

/** How far beside the body its height is drawn, metres. */
const BESIDE = 0.06;

/**
 * The tapes of a body where they were laid. Heights, which no tape follows over the skin, are upright lines: the
 * stature beside the body, the others below their landmark.
 * @param positions of that body, metres
 */
export function tapesOf(measured: Partial<MeasuredBody>, positions: Positions): Tape[] {
  return TAPE_KEYS.flatMap((key) => {
    const taken = (measured as Partial<Record<TapeKey, MeasuredValue>>)[key];
    if (!taken || !RECIPES[key]) return [];
    const points = RECIPES[key].way === 'height' ? upright(key, taken, positions) : taken.line;
    const { label } = TAPE_DEFINITIONS[key];
    return [{ key, label, cm: taken.cm, points: Float32Array.from(points), closed: taken.closed }];
  });
}

/**
 * The tapes of a body of which there is only the file: measured again on its mesh.
 * @throws {BodyError} `invalid_mesh` when it is no body of ours, or no whole one
 */
export function tapesOfModel(model: ModelBody): Tape[] {
  const { frame, positions } = modelFrame(model);
  const keys = MESH_KEYS.filter((key) => key in TAPE_DEFINITIONS);
  return tapesOf(measureFrame(frame, positions, keys), positions);
}

function upright(key: TapeKey, { line }: MeasuredValue, positions: Positions): number[] {
  const [, floor = 0, , x = 0, y = 0, z = 0] = line;
  if (key !== 'height') return [x, floor, z, x, y, z];
  let side = 0;
  for (let i = 0; i < positions.length; i += 3) side = Math.min(side, positions[i] as number);
  side -= BESIDE;
  return [side, floor, z, side, y, z, x, y, z];
}
