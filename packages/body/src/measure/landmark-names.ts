/**
 * The landmarks that measuring needs; every template carries all of them under these names.
 * Paired points end in Left or Right; left is the body's own left, +x.
 */
export const LANDMARK_MEANING = {
  vertex: 'highest point of the head',
  cervicale: 'C7, on the midline of the back',
  neckFront: 'front midline just below the larynx; the neck girth runs through it',
  acromionLeft: 'outer top of the left shoulder blade',
  acromionRight: 'outer top of the right shoulder blade',
  chest: 'back midline at the level of the bust point (nipple)',
  underbust: 'back midline just under the breasts',
  waistNatural: 'back midline at the natural waist',
  waist: 'back midline midway between lowest rib and iliac crest (ISO 8559-1)',
  navel: 'front midline at the level of the omphalion',
  highHip: 'front midline at the level of the high hip',
  hip: 'front midline at the level of the greatest buttock prominence',
  crotch: 'lowest midline point of the trunk',
  trochanterLeft: 'outer side of the left hip at the trochanter',
  thighLeft: 'front of the left thigh at the level of the gluteal fold',
  kneeLeft: 'middle of the left kneecap',
  calfLeft: 'left leg at the greatest girth of the calf',
  ankleLeft: 'left leg at the smallest girth above the ankle',
  bicepLeft: 'left upper arm at its greatest girth',
  elbowLeft: 'outer left elbow',
  forearmLeft: 'left forearm at its greatest girth',
  wristLeft: 'outer left wrist, at the wrist crease',
  fingertipLeft: 'tip of the left middle finger',
  fingertipRight: 'tip of the right middle finger',
  soleLeft: 'underside of the left heel',
} as const;

export type LandmarkName = keyof typeof LANDMARK_MEANING;

export const LANDMARK_NAMES = Object.keys(LANDMARK_MEANING) as LandmarkName[];
