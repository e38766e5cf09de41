import type { BodyKey } from '../measurements/population.ts';
import type { LandmarkName } from '../template/names.ts';

/** How one measure is taken on the body. */
export type Recipe =
  /** Round the loop of a plane through a landmark: level, or square to the line between two joints. */
  | { way: 'girth'; through: LandmarkName; square: 'level' | readonly [string, string]; trunk?: true }
  /** Extent of such a level loop across (x) or from front to back (z). */
  | { way: 'breadth'; through: LandmarkName; along: 'x' | 'z' }
  /** From the floor straight up to a landmark, or to the highest point. */
  | { way: 'height'; of: LandmarkName | 'top' }
  /** Straight from stop to stop; a stop is a landmark or the joint at the head of a bone. */
  | { way: 'chain'; stops: readonly Stop[] }
  /** Over the skin in the upright plane from front to back through both landmarks. */
  | { way: 'skin'; from: LandmarkName; to: LandmarkName };

export type Stop = { landmark: LandmarkName } | { joint: string };

const girth = (through: LandmarkName, square: 'level' | readonly [string, string]): Recipe => ({
  way: 'girth',
  through,
  square,
});
const trunk = (through: LandmarkName): Recipe => ({ way: 'girth', through, square: 'level', trunk: true });
const breadth = (through: LandmarkName, along: 'x' | 'z'): Recipe => ({ way: 'breadth', through, along });
const height = (of: LandmarkName | 'top'): Recipe => ({ way: 'height', of });
const chain = (...stops: readonly Stop[]): Recipe => ({ way: 'chain', stops });
const at = (landmark: LandmarkName): Stop => ({ landmark });
const joint = (name: string): Stop => ({ joint: name });

const THIGH = ['LeftUpLeg', 'LeftLeg'] as const;
const SHIN = ['LeftLeg', 'LeftFoot'] as const;
const UPPER_ARM = ['LeftArm', 'LeftForeArm'] as const;
const FOREARM = ['LeftForeArm', 'LeftHand'] as const;

/**
 * Every measure that the mesh can answer in its A-pose. Limbs are taken on the body's left. Not here: the
 * bideltoid breadth and wrist height (arms must hang), flexed girths, and widths of single bones.
 */
export const RECIPES: Readonly<Partial<Record<BodyKey, Recipe>>> = {
  height: height('top'),
  shoulderWidth: chain(at('acromionLeft'), at('acromionRight')),
  chest: trunk('bustLeft'),
  waist: trunk('isoWaist'),
  hip: trunk('buttockLeft'),
  neck: girth('neckFront', ['Neck', 'Head']),
  armLength: chain(at('acromionLeft'), at('elbowLeft'), at('wristLeft')),
  inseam: height('crotch'),
  thigh: girth('thighLeft', THIGH),
  calf: girth('calfLeft', SHIN),
  bicep: girth('bicepsLeft', UPPER_ARM),
  forearm: girth('forearmLeft', FOREARM),
  torsoLength: { way: 'skin', from: 'c7', to: 'waistBack' },
  legLength: height('trochanterLeft'),
  armSpan: chain(
    at('fingertipRight'),
    joint('RightHand'),
    joint('RightForeArm'),
    joint('RightArm'),
    joint('LeftArm'),
    joint('LeftForeArm'),
    joint('LeftHand'),
    at('fingertipLeft'),
  ),
  waistNatural: trunk('naturalWaist'),
  waistOmphalion: trunk('navel'),
  highHip: trunk('highHip'),
  chestBreadth: breadth('bustLeft', 'x'),
  chestDepth: breadth('bustLeft', 'z'),
  waistBreadth: breadth('navel', 'x'),
  waistDepth: breadth('navel', 'z'),
  hipBreadth: breadth('buttockLeft', 'x'),
  hipDepth: breadth('buttockLeft', 'z'),
  wrist: girth('wristLeft', FOREARM),
  ankle: girth('ankleLeft', SHIN),
  neckHeight: height('c7'),
  shoulderHeight: height('acromionLeft'),
  armpitHeight: height('axillaLeft'),
  chestHeight: height('bustLeft'),
  navelHeight: height('navel'),
  hipHeight: height('buttockLeft'),
  kneeHeight: height('kneeLeft'),
  upperArmLength: chain(at('acromionLeft'), at('elbowLeft')),
  handLength: chain(at('wristLeft'), at('fingertipLeft')),
  footLength: chain(at('heelLeft'), at('toeLeft')),
};

/** The keys of {@link RECIPES}. */
export const MESH_KEYS = Object.keys(RECIPES) as readonly BodyKey[];
