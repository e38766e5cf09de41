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
  return [
    usable < FEWEST
      ? error(input, 'outline_unclear', 'outline_unclear')
      : warning(input, 'outline_unclear', 'outline_unclear'),
  ];
}

/**
 * What two photos are told that each show a body, but together none.
 * @param usable share of the breadths of the worse that a body can have with those of the other
 */
export function checkContradiction(side: PhotoToCheck, usable: number) {
  return [
    usable < FEWEST
      ? error(side, 'unlike_each_other', 'other_shape')
      : warning(side, 'unlike_each_other', 'other_shape'),
  ];
}
