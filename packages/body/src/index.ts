export type { BodyErrorCode } from './errors.ts';
export { BodyError } from './errors.ts';
export type { AuxiliaryKey } from './measurements/auxiliary.ts';
export { AUXILIARY_COLUMNS, AUXILIARY_KEYS } from './measurements/auxiliary.ts';
export type { BodyType, BodyTypeAnswer } from './measurements/body-type.ts';
export { BODY_TYPES, bodyType } from './measurements/body-type.ts';
export { manType } from './measurements/body-type-men.ts';
export { womanType } from './measurements/body-type-women.ts';
export type {
  CompletedBody,
  CompletedValue,
  CompletedWeight,
  Estimate,
  PosteriorPart,
} from './measurements/complete.ts';
export { complete, condition, estimate } from './measurements/complete.ts';
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
export { derivedFrom } from './measurements/derived.ts';
export type { Finding, FindingCode } from './measurements/finding.ts';
export type { GivenValue, GivenWeight, KnownBody, ValueSource } from './measurements/known-body.ts';
export { defaultSigma } from './measurements/known-body.ts';
export type { BodyKey, PopulationVariable } from './measurements/population.ts';
export { BODY_KEYS, POPULATION_VARIABLES, population, variableIndex } from './measurements/population.ts';
export type { BodyRequest } from './measurements/read-body.ts';
export { STATISTICS_PROVENANCE } from './measurements/statistics.ts';
export type { Validation } from './measurements/validate.ts';
export { validateBody } from './measurements/validate.ts';
export { loadTemplate } from './template/load-template.ts';
export type { LandmarkName, ShapeName } from './template/names.ts';
export { weightCoefficients } from './template/names.ts';
export type { BodyTemplate, Bone, ShapeBasis, SurfacePoint } from './template/template.ts';
export type { LengthUnit, UnitSystem, WeightUnit } from './units.ts';
export {
  formatFeetInches,
  formatLength,
  formatStones,
  formatWeight,
  fromCentimetres,
  fromKilograms,
  lengthUnit,
  parseLength,
  parseWeight,
  toCentimetres,
  toKilograms,
  weightUnit,
} from './units.ts';
