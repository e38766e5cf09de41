export { checkCameraTilt } from './camera-tilt.ts';
export { checkPair } from './check-pair.ts';
export { checkPhoto } from './check-photo.ts';
export type { PhotoToCheck } from './finding.ts';
export { checkContradiction, checkOutline } from './outline.ts';
export { checkView } from './view.ts';
