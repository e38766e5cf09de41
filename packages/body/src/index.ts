export type { BuildRequest, BuiltBody } from './build-body.ts';
export { buildBody, buildKnownBody } from './build-body.ts';
export type { BodyErrorCode } from './errors.ts';
export { BodyError } from './errors.ts';
export type { Closing, Residual } from './fit/closing.ts';
export { BODY_DENSITY, CLOSING_TOLERANCE } from './fit/closing.ts';
export type { FitRequest, FittedBody } from './fit/fit-to-measurements.ts';
export { fitToMeasurements } from './fit/fit-to-measurements.ts';
export type { Customization } from './gltf/appearance.ts';
export { paintLayers, vertexColours } from './gltf/appearance.ts';
export { drawnLevels } from './gltf/drawn-levels.ts';
export type { ExportRequest } from './gltf/export-glb.ts';
export { exportGlb } from './gltf/export-glb.ts';
export type { ExportedMeasurement } from './gltf/extras.ts';
export type { Compression } from './gltf/write-glb.ts';
export type { MeasuredBody, MeasuredValue } from './measure/measure-body.ts';
export { measureBody } from './measure/measure-body.ts';
export { MESH_KEYS } from './measure/recipes.ts';
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
export { normalCdf } from './measurements/normal.ts';
export type { BodyKey, PopulationVariable } from './measurements/population.ts';
export { BODY_KEYS, POPULATION_VARIABLES, population, variableIndex } from './measurements/population.ts';
export type { BodyRequest } from './measurements/read-body.ts';
export type { MessageId, SentenceValue, SentenceValues } from './measurements/sentences.ts';
export { SENTENCES } from './measurements/sentences.ts';
export { STATISTICS_PROVENANCE } from './measurements/statistics.ts';
export type { Validation } from './measurements/validate.ts';
export { validateBody } from './measurements/validate.ts';
export type { Camera, OrthographicCamera, PerspectiveCamera, Projection } from './mesh/camera.ts';
export { framing, projectionOf } from './mesh/camera.ts';
export type { Lod } from './mesh/lod.ts';
export { LOD_SHARE } from './mesh/lod.ts';
export { vertexNormals } from './mesh/normals.ts';
export { skyVisibility } from './mesh/occlusion.ts';
export type { PaintLayer, Picture, PictureOptions, Rgb } from './mesh/picture.ts';
export { CLAY, drawPicture, STUDIO, toByte, toLinear } from './mesh/picture.ts';
export type { Pose, PosedBody } from './mesh/pose.ts';
export { jointsOf, poseBody } from './mesh/pose.ts';
export type { PoseName } from './mesh/poses.ts';
export { armsTowards, POSE_NAMES, poseNamed } from './mesh/poses.ts';
export { findSelfIntersections } from './mesh/self-intersection.ts';
export type { Silhouette } from './mesh/silhouette.ts';
export { drawSilhouette } from './mesh/silhouette.ts';
export { nearestSurfacePoint, surfacePosition } from './mesh/surface-point.ts';
export { buildTopology } from './mesh/topology.ts';
export type { Positions, TriangleMesh } from './mesh/triangle-mesh.ts';
export type { Vec3 } from './mesh/vec3.ts';
export { signedVolume, surfaceArea } from './mesh/volume.ts';
export type { DrawnPerson } from './photo/draw-person.ts';
export { drawPerson, randomFrom } from './photo/draw-person.ts';
export { meshRows } from './photo/mesh-rows.ts';
export { observePhoto } from './photo/observe-photo.ts';
export type { PhotoEvidence } from './photo/photo-evidence.ts';
export type { FrontRows, SideRows } from './photo/photo-features.ts';
export { featuresOf, PHOTO_FEATURES } from './photo/photo-features.ts';
export type { Angle, RenderRequest } from './render-body.ts';
export { ANGLES, renderBody } from './render-body.ts';
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
