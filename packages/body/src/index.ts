export type {
  MeasurementDefinition,
  MeasurementKey,
  OfferedKey,
  Sex,
  TapeKey,
} from './measurements/definitions.ts';
export {
  MEASUREMENT_DEFINITIONS,
  MEASUREMENT_KEYS,
  measurementKey,
  OFFERED_KEYS,
  TAPE_DEFINITIONS,
  TAPE_KEYS,
} from './measurements/definitions.ts';
export type { BodyTemplate, Bone, ShapeBasis, SurfacePoint } from './template/template.ts';
