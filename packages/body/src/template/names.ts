/** The names a template carries. Everything that fits, measures or exports a body speaks in these. */

/**
 * The axis of weight. Three shapes make one axis, because fat does not grow along a straight line:
 * `slim` (towards BMI 18), `heavy` (to about BMI 36) and `obese` (what is added on the way to about 46: apron,
 * folds). Use {@link weightCoefficients} to walk along it.
 */
export const WEIGHT_SHAPES = ['slim', 'heavy', 'obese'] as const;

/** Lengths; the coefficient is in centimetres of that length, `scale` in per cent of everything. */
export const LENGTH_SHAPES = [
  'scale',
  'legLength',
  'torsoLength',
  'neckLength',
  'upperArmLength',
  'forearmLength',
  'shoulderWidth',
  'headSize',
  'handSize',
  'footSize',
] as const;

/**
 * Local shapes. Width and depth are in centimetres of half-width and of depth at the level; the limbs in
 * centimetres of radius. `breast` is in centimetres of forward growth, `muscle` from −1 to 1.
 */
export const LOCAL_SHAPES = [
  'muscle',
  'chestWidth',
  'chestDepth',
  'breast',
  'underbustWidth',
  'underbustDepth',
  'waistWidth',
  'waistDepth',
  'abdomenWidth',
  'abdomenDepth',
  'hipWidth',
  'hipDepth',
  'neckWidth',
  'neckDepth',
  'upperArm',
  'elbow',
  'forearm',
  'wrist',
  'thigh',
  'midThigh',
  'knee',
  'calf',
  'ankle',
] as const;

export type WeightShape = (typeof WEIGHT_SHAPES)[number];
export type LengthShape = (typeof LENGTH_SHAPES)[number];
export type LocalShape = (typeof LOCAL_SHAPES)[number];
export type ShapeName = WeightShape | LengthShape | LocalShape;

/** −1 slim … 0 the mean … 1 heavy … 2 very heavy, as coefficients of the three weight shapes. */
export function weightCoefficients(weight: number): Record<WeightShape, number> {
  return {
    slim: Math.max(0, -weight),
    heavy: Math.min(1, Math.max(0, weight)),
    obese: Math.max(0, weight - 1),
  };
}

/** On the midline. */
export const MIDDLE_LANDMARKS = [
  'vertex',
  'chin',
  'neckFront',
  'neckBack',
  'c7',
  'suprasternale',
  'chestFront',
  'chestBack',
  'underBust',
  'naturalWaist',
  'isoWaist',
  'navel',
  'waistBack',
  'highHip',
  'hipFront',
  'crotch',
] as const;

/** Carried on both sides as `…Left` and `…Right`. */
export const PAIRED_LANDMARKS = [
  'tragion',
  'acromion',
  'axilla',
  'bust',
  'biceps',
  'elbow',
  'forearm',
  'wrist',
  'fingertip',
  'buttock',
  'trochanter',
  'thigh',
  'midThigh',
  'knee',
  'calf',
  'ankle',
  'sole',
  'heel',
  'toe',
] as const;

export type MiddleLandmark = (typeof MIDDLE_LANDMARKS)[number];
export type PairedLandmark = (typeof PAIRED_LANDMARKS)[number];
export type LandmarkName = MiddleLandmark | `${PairedLandmark}Left` | `${PairedLandmark}Right`;
