import { SIDES } from '../landmarks.ts';
import { type Check, error, type PhotoOfSomebody, warning } from './finding.ts';
import { extentOf } from './person-mask.ts';
import type { PhotoMessageId } from './sentences.ts';
import { landmark, seen } from './skeleton.ts';

/** Of the picture's height or width: who comes nearer to the edge has probably something beyond it. */
const EDGE = 0.004;
/** Somebody whose feet are hidden cannot be measured from them. */
const LEAST_VISIBILITY = 0.4;

/**
 * Of the person in the working photo, which is at most 2048 pixels long. At 400 a pixel is 4 mm of a person, and an
 * edge is found to about half of one; two of them with the budget of 5 mm for a breadth leave nothing for anything else.
 */
const LEAST_PIXELS = 400;
const GOOD_PIXELS = 600;

type CutOff<Id = PhotoMessageId> = Id extends `cut_off_${infer Parts}` ? Parts : never;

export const checkWhole: Check = (input) => {
  const missing = [
    headIsCut(input) ? 'head' : '',
    feetAreCut(input) ? 'feet' : '',
    handsAreCut(input) ? 'hands' : '',
  ];
  const parts = missing.filter(Boolean).join('_') as '' | CutOff;
  return parts ? [error(input, 'body_cut_off', `cut_off_${parts}`)] : [];
};

function headIsCut({ pose, photo }: PhotoOfSomebody): boolean {
  const extent = extentOf(pose.mask, photo);
  const nearest = Math.max(EDGE * photo.height, pose.mask.step / 2);
  return landmark(pose, 'nose').y < 0 || (extent !== null && extent.top <= nearest);
}

function feetAreCut({ pose, photo }: PhotoOfSomebody): boolean {
  const extent = extentOf(pose.mask, photo);
  const nearest = photo.height - Math.max(EDGE * photo.height, pose.mask.step / 2);
  const below = SIDES.some((side) =>
    (['Ankle', 'Heel', 'FootIndex'] as const).some((name) => landmark(pose, `${side}${name}`).y > nearest),
  );
  return below || seen(pose, 'Ankle') < LEAST_VISIBILITY || (extent !== null && extent.bottom >= nearest);
}

function handsAreCut({ pose, photo }: PhotoOfSomebody): boolean {
  const extent = extentOf(pose.mask, photo);
  const near = Math.max(EDGE * photo.width, pose.mask.step / 2);
  const beyond = SIDES.some((side) => {
    const { x } = landmark(pose, `${side}Wrist`);
    return x < near || x > photo.width - near;
  });
  return beyond || (extent !== null && (extent.left <= near || extent.right >= photo.width - near));
}

export const checkLargeEnough: Check = (input) =>
  heightOf(input) < LEAST_PIXELS ? [error(input, 'too_small', 'too_small')] : [];

export const checkSize: Check = (input) =>
  heightOf(input) < GOOD_PIXELS ? [warning(input, 'too_small', 'small')] : [];

function heightOf({ pose, photo }: PhotoOfSomebody): number {
  const extent = extentOf(pose.mask, photo);
  return extent ? extent.bottom - extent.top : 0;
}
