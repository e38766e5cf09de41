/**
 * Measures that nobody types but the photo path and the fitter use: breadths, depths, levels and girths of the
 * joints. They live in the same statistics, so a breadth seen in a photo informs a girth with its own sigma.
 * Values are the ANSUR II columns that the statistics come from; all in cm.
 */
export const AUXILIARY_COLUMNS = {
  chestBreadth: 'chestbreadth',
  chestDepth: 'chestdepth',
  waistBreadth: 'waistbreadth',
  waistDepth: 'waistdepth',
  hipBreadth: 'hipbreadth',
  hipDepth: 'buttockdepth',
  shoulderGirth: 'shouldercircumference',
  neckBase: 'neckcircumferencebase',
  wrist: 'wristcircumference',
  knee: 'lowerthighcircumference',
  ankle: 'anklecircumference',
  headGirth: 'headcircumference',
  headLength: 'headlength',
  headBreadth: 'headbreadth',
  neckHeight: 'cervicaleheight',
  shoulderHeight: 'acromialheight',
  armpitHeight: 'axillaheight',
  chestHeight: 'chestheight',
  iliacCrestHeight: 'iliocristaleheight',
  navelHeight: 'waistheightomphalion',
  hipHeight: 'buttockheight',
  kneeHeight: 'kneeheightmidpatella',
  ankleHeight: 'lateralmalleolusheight',
  wristHeight: 'wristheight',
  upperArmLength: 'shoulderelbowlength',
  handLength: 'handlength',
  footLength: 'footlength',
} as const;

export type AuxiliaryKey = keyof typeof AUXILIARY_COLUMNS;

export const AUXILIARY_KEYS = Object.keys(AUXILIARY_COLUMNS) as readonly AuxiliaryKey[];
