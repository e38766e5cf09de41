import { error, type PhotoToCheck, warning } from './finding.ts';

/** Of the breadths that could be read. Below the lesser no body is read from the photo. */
const FEWEST = 0.7;
const FEW = 0.85;

/**
 * Whether enough of the outline could be read.
 * @param usable share of the features that were seen and that a body can have
 */
export function checkOutline(input: PhotoToCheck, usable: number) {
  if (usable >= FEW) return [];
  const sentence =
    'The outline of the body cannot be told from what is behind or on it. Wear tight clothing and stand before a plain wall, with nothing close to you.';
  return [
    usable < FEWEST ? error(input, 'outline_unclear', sentence) : warning(input, 'outline_unclear', sentence),
  ];
}

/**
 * What two photos are told that each show a body, but together none.
 * @param usable share of the breadths of the worse that a body can have with those of the other
 */
export function checkContradiction(side: PhotoToCheck, usable: number) {
  const sentence =
    'Front and side photo show bodies of different breadth and depth. Take both of one person, in the same clothes.';
  return [
    usable < FEWEST
      ? error(side, 'unlike_each_other', sentence)
      : warning(side, 'unlike_each_other', sentence),
  ];
}
