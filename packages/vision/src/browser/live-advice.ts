import { checkArms } from '../quality/arms.ts';
import { checkFacing } from '../quality/facing.ts';
import type { PhotoOfSomebody, PhotoToCheck } from '../quality/finding.ts';
import { checkWhole } from '../quality/framing.ts';
import { checkLight } from '../quality/light.ts';
import { checkAlone, checkBuild, checkSeen } from '../quality/person.ts';
import { extentOf } from '../quality/person-mask.ts';
import { checkStanding, checkUpright } from '../quality/posture.ts';

/** The one thing that somebody before the camera should change next; `hold` when all is well. */
export const LIVE_ADVICE = [
  'light',
  'too_bright',
  'nobody',
  'alone',
  'stand',
  'upright',
  'whole',
  'nearer',
  'face',
  'sideways',
  'arms',
  'hold',
] as const;
export type LiveAdvice = (typeof LIVE_ADVICE)[number];

/** Of the picture's height: smaller, there is more to gain by coming nearer than by anything else. */
const LEAST_SHARE = 0.45;

type Step = readonly [advice: LiveAdvice, isWrong: (input: PhotoOfSomebody) => boolean];

const some =
  (check: (input: PhotoOfSomebody) => readonly unknown[]): Step[1] =>
  (input) =>
    check(input).length > 0;

/** In the order in which they are to be mended: what comes later means little before. */
const THEN: readonly Step[] = [
  ['nobody', some(checkSeen)],
  ['alone', some(checkAlone)],
  ['stand', some(checkStanding)],
  ['upright', some(checkUpright)],
  ['nobody', some(checkBuild)],
  ['whole', some(checkWhole)],
  ['nearer', isSmall],
  ['face', (input) => input.kind === 'front' && checkFacing(input).length > 0],
  ['sideways', (input) => input.kind === 'side' && checkFacing(input).length > 0],
  ['arms', some(checkArms)],
];

/**
 * What a frame of a camera tells its sitter, by the checks that the photo will go through. Frames are small, so size
 * counts as a share of the picture, and sharpness not at all.
 */
export function liveAdvice(input: PhotoToCheck): LiveAdvice {
  const light = checkLight(input).find(({ severity }) => severity === 'error');
  if (light) return light.code === 'too_dark' ? 'light' : 'too_bright';
  if (!input.pose) return 'nobody';
  const somebody = input as PhotoOfSomebody;
  return THEN.find(([, isWrong]) => isWrong(somebody))?.[0] ?? 'hold';
}

function isSmall({ pose, photo }: PhotoOfSomebody): boolean {
  const extent = extentOf(pose.mask, photo);
  return extent === null || (extent.bottom - extent.top) / photo.height < LEAST_SHARE;
}
