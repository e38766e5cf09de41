import type { PhotoFinding } from '../types.ts';
import { checkArms } from './arms.ts';
import { checkCameraTilt } from './camera-tilt.ts';
import { checkFacing } from './facing.ts';
import type { Check, PhotoOfSomebody, PhotoToCheck } from './finding.ts';
import { checkLargeEnough, checkSize, checkWhole } from './framing.ts';
import { checkLight } from './light.ts';
import { checkAlone, checkBuild, checkSeen, nobody } from './person.ts';
import { checkFrame } from './picture-frame.ts';
import { checkStanding, checkUpright } from './posture.ts';
import { checkSharpness } from './sharpness.ts';

/** What makes all that follows meaningless, so that it is told alone. */
const FIRST: readonly Check[] = [
  checkSeen,
  checkAlone,
  checkStanding,
  checkUpright,
  checkBuild,
  checkLargeEnough,
];
const THEN: readonly Check[] = [
  checkWhole,
  checkSize,
  checkSharpness,
  checkFrame,
  checkFacing,
  checkArms,
  checkCameraTilt,
];

/**
 * Whether a body can be read from a photo. Pure; the same photo gives the same findings.
 * @returns what is wrong with it, the gravest first; empty when all is well
 */
export function checkPhoto(input: PhotoToCheck): PhotoFinding[] {
  const light = checkLight(input);
  if (!isOfSomebody(input))
    return light.some(({ severity }) => severity === 'error') ? [...light] : [...nobody(input)];
  for (const check of FIRST) {
    const found = check(input);
    if (found.length > 0) return [...light, ...found];
  }
  const found = [...light, ...THEN.flatMap((check) => check(input))];
  return found.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

function isOfSomebody(input: PhotoToCheck): input is PhotoOfSomebody {
  return input.pose !== null;
}
