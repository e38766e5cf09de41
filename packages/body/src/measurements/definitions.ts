import { OFFERED_DEFINITIONS } from './definitions-offered.ts';

/** The fifteen measurements of the interface, in the order in which answers list them. Centimetres. */
export const MEASUREMENT_KEYS = [
  'height',
  'shoulderWidth',
  'chest',
  'waist',
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
  'armSpan',
] as const;

export type MeasurementKey = (typeof MEASUREMENT_KEYS)[number];

/**
 * Further tape measures that are understood as input and can be asked for as output: the other two waists, the
 * wider shoulder, the high hip that body types need, and arm girths in the flexed pose of the ANSUR survey.
 */
export const OFFERED_KEYS = [
  'waistNatural',
  'waistOmphalion',
  'shoulderWidthBideltoid',
  'highHip',
  'bicepFlexed',
  'forearmFlexed',
] as const;

export type OfferedKey = (typeof OFFERED_KEYS)[number];

/** Any tape measure with a definition. */
export type TapeKey = MeasurementKey | OfferedKey;

export const TAPE_KEYS: readonly TapeKey[] = [...MEASUREMENT_KEYS, ...OFFERED_KEYS];

export type Sex = 'female' | 'male';

/** What a measurement is, so that no number travels without its meaning. */
export interface MeasurementDefinition {
  /** For people. */
  label: string;
  /** The term of the standard named in `standard`. */
  term: string;
  standard: 'ISO 8559-1' | 'ISO 7250-1' | 'ANSUR II' | 'garment trade';
  definition: string;
  /** How to take it. */
  method: string;
  unit: 'cm';
  kind: 'girth' | 'length' | 'height' | 'breadth';
  /** Lowest and highest value of an adult that is taken at all, cm. */
  range: readonly [number, number];
  /** The column of the ANSUR II survey (there in mm) that the statistics come from; null where it has none. */
  ansur: string | null;
  /** One standard deviation of a careful tape measurement by one person, cm. */
  tapeSigma: number;
  /** Other names on the wire; case, `_`, `-` and blanks do not matter. */
  aliases: readonly string[];
}

/** Definitions of the fifteen. */
export const MEASUREMENT_DEFINITIONS: Readonly<Record<MeasurementKey, MeasurementDefinition>> = {
  height: {
    label: 'Height',
    term: 'stature',
    standard: 'ISO 8559-1',
    definition: 'Vertical distance from the floor to the highest point of the head, without shoes.',
    method: 'Stand straight with the back to a wall, heels together, eyes level; a book flat on the head.',
    unit: 'cm',
    kind: 'height',
    range: [120, 230],
    ansur: 'stature',
    tapeSigma: 0.6,
    aliases: ['stature', 'bodyHeight'],
  },
  shoulderWidth: {
    label: 'Shoulder width',
    term: 'shoulder (biacromial) breadth',
    standard: 'ISO 7250-1',
    definition: 'Straight distance between the two acromia, the bony outer ends of the shoulder blades.',
    method: 'Arms hanging; a caliper or a taut tape behind the back from bone to bone, not over the curve.',
    unit: 'cm',
    kind: 'breadth',
    range: [25, 60],
    ansur: 'biacromialbreadth',
    tapeSigma: 0.9,
    aliases: ['biacromialBreadth', 'shoulderBreadth', 'shoulders'],
  },
  chest: {
    label: 'Chest or bust',
    term: 'bust girth, chest girth',
    standard: 'ISO 8559-1',
    definition: 'Greatest horizontal girth at the level of the bust points (women) or nipples (men).',
    method: 'Tape horizontal all round, arms down, quiet breathing, at the end of a normal breath out.',
    unit: 'cm',
    kind: 'girth',
    range: [60, 190],
    ansur: 'chestcircumference',
    tapeSigma: 1.1,
    aliases: ['chestCircumference', 'chestGirth', 'bust', 'bustCircumference', 'bustGirth'],
  },
  waist: {
    label: 'Waist (ISO)',
    term: 'waist girth',
    standard: 'ISO 8559-1',
    definition: 'Horizontal girth midway between the lowest rib and the upper edge of the hip bone.',
    method: 'Feel the lowest rib and the top of the hip bone at the side; tape half-way, belly relaxed.',
    unit: 'cm',
    kind: 'girth',
    range: [45, 200],
    ansur: null,
    tapeSigma: 1.1,
    aliases: ['waistCircumference', 'waistGirth', 'waistIso'],
  },
  hip: {
    label: 'Hip',
    term: 'hip girth',
    standard: 'ISO 8559-1',
    definition: 'Horizontal girth at the level of the greatest buttock prominence.',
    method: 'Feet together; tape horizontal over the fullest part of the buttocks.',
    unit: 'cm',
    kind: 'girth',
    range: [60, 200],
    ansur: 'buttockcircumference',
    tapeSigma: 1,
    aliases: ['hips', 'hipCircumference', 'hipGirth', 'buttockCircumference', 'seat'],
  },
  neck: {
    label: 'Neck',
    term: 'neck girth',
    standard: 'ISO 8559-1',
    definition: 'Girth of the neck just below the larynx, square to the axis of the neck.',
    method: 'Head level; tape just below the Adam’s apple, without pressing.',
    unit: 'cm',
    kind: 'girth',
    range: [24, 65],
    ansur: 'neckcircumference',
    tapeSigma: 0.6,
    aliases: ['neckCircumference', 'neckGirth'],
  },
  armLength: {
    label: 'Arm length',
    term: 'arm length',
    standard: 'ISO 8559-1',
    definition: 'From the acromion over the elbow to the wrist bone, the arm nearly straight.',
    method: 'From the bony tip of the shoulder along the outside of the arm to the wrist bone.',
    unit: 'cm',
    kind: 'length',
    range: [38, 85],
    ansur: 'sleeveoutseam',
    tapeSigma: 0.9,
    aliases: ['sleeveLength', 'sleeveOutseam'],
  },
  inseam: {
    label: 'Inseam',
    term: 'inside leg height',
    standard: 'ISO 8559-1',
    definition: 'Vertical distance from the crotch to the floor, without shoes.',
    method: 'A book between the legs, pushed up to the crotch and level; from its upper edge to the floor.',
    unit: 'cm',
    kind: 'height',
    range: [50, 120],
    ansur: 'crotchheight',
    tapeSigma: 1.1,
    aliases: ['inseamLength', 'insideLeg', 'insideLegHeight', 'crotchHeight'],
  },
  thigh: {
    label: 'Thigh',
    term: 'thigh girth',
    standard: 'ISO 8559-1',
    definition: 'Horizontal girth of the thigh at the fold below the buttock.',
    method: 'Weight on both feet, feet slightly apart; tape horizontal directly below the buttock.',
    unit: 'cm',
    kind: 'girth',
    range: [34, 110],
    ansur: 'thighcircumference',
    tapeSigma: 0.8,
    aliases: ['thighCircumference', 'thighGirth'],
  },
  calf: {
    label: 'Calf',
    term: 'calf girth',
    standard: 'ISO 8559-1',
    definition: 'Greatest horizontal girth of the calf.',
    method: 'Standing, weight on both feet; move the tape up and down to find the greatest value.',
    unit: 'cm',
    kind: 'girth',
    range: [22, 70],
    ansur: 'calfcircumference',
    tapeSigma: 0.4,
    aliases: ['calfCircumference', 'calfGirth'],
  },
  bicep: {
    label: 'Upper arm',
    term: 'upper arm girth',
    standard: 'ISO 8559-1',
    definition: 'Girth of the relaxed, hanging upper arm, midway between shoulder tip and elbow.',
    method: 'Arm hanging loose; tape square to the arm. For a tensed arm use bicepFlexed.',
    unit: 'cm',
    kind: 'girth',
    range: [16, 65],
    ansur: null,
    tapeSigma: 0.5,
    aliases: ['bicepCircumference', 'biceps', 'bicepsCircumference', 'upperArm', 'upperArmGirth'],
  },
  forearm: {
    label: 'Forearm',
    term: 'forearm girth',
    standard: 'ISO 8559-1',
    definition: 'Greatest girth of the relaxed forearm, just below the elbow, palm up.',
    method: 'Arm hanging loose; tape square to the forearm. For a clenched fist use forearmFlexed.',
    unit: 'cm',
    kind: 'girth',
    range: [15, 48],
    ansur: null,
    tapeSigma: 0.4,
    aliases: ['forearmCircumference', 'forearmGirth'],
  },
  torsoLength: {
    label: 'Back length',
    term: 'back neck point to waist',
    standard: 'ISO 8559-1',
    definition: 'From the seventh neck vertebra down the back to the level of the navel waist.',
    method: 'Bend the head to find the most prominent bone of the nape; tape along the spine, head up again.',
    unit: 'cm',
    kind: 'length',
    range: [30, 65],
    ansur: 'waistbacklength',
    tapeSigma: 1,
    aliases: ['backLength', 'waistBackLength', 'backWaistLength'],
  },
  legLength: {
    label: 'Leg length',
    term: 'trochanterion height',
    standard: 'ANSUR II',
    definition:
      'Vertical distance from the greater trochanter, the bone at the side of the hip, to the floor.',
    method: 'Feel the bone that moves when the leg swings; from its upper edge straight down to the floor.',
    unit: 'cm',
    kind: 'height',
    range: [55, 130],
    ansur: 'trochanterionheight',
    tapeSigma: 1.2,
    aliases: ['trochanterHeight', 'trochanterionHeight', 'outsideLeg'],
  },
  armSpan: {
    label: 'Arm span',
    term: 'span',
    standard: 'ANSUR II',
    definition: 'From fingertip to fingertip, both arms stretched out sideways and level.',
    method: 'Back to a wall, arms level; mark both fingertips on the wall.',
    unit: 'cm',
    kind: 'length',
    range: [115, 245],
    ansur: 'span',
    tapeSigma: 1,
    aliases: ['span', 'wingspan'],
  },
};

/** Definitions of every tape measure that is understood. */
export const TAPE_DEFINITIONS: Readonly<Record<TapeKey, MeasurementDefinition>> = {
  ...MEASUREMENT_DEFINITIONS,
  ...OFFERED_DEFINITIONS,
};

const fold = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

const BY_NAME: ReadonlyMap<string, TapeKey> = new Map(
  TAPE_KEYS.flatMap((key) =>
    [key, ...TAPE_DEFINITIONS[key].aliases].map((name) => [fold(name), key] as const),
  ),
);

/**
 * The key that a name on the wire means: our own (`chest`), the specification's column
 * (`chest_circumference`), its camel case (`chestCircumference`), or a common other name (`bust`).
 * Undefined when the name is not known.
 */
export function measurementKey(name: string): TapeKey | undefined {
  return BY_NAME.get(fold(name));
}
