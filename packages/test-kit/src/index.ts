export { type AnimationOptions, animation } from './images/animation.ts';
export {
  alphaPicture,
  CMYK_PATCHES,
  cmykJpeg,
  greyPicture,
  PATCHES,
  p3Picture,
  patchCentre,
  png16,
} from './images/colours.ts';
export { heicOfTwo, lyingHeic, tinyHeic, turnedHeic } from './images/heic.ts';
export {
  htmlPage,
  jpegOfTwoSizes,
  lyingPng,
  pdf,
  pixelBombPng,
  svgs,
  textAsJpg,
  tiff,
  truncatedJpeg,
  withJpegComment,
  withPayload,
} from './images/hostile.ts';
export { chartDistance, colourDistance, coloursAt, onDisk } from './images/look.ts';
export {
  animatedOrientationChart,
  CHART_CORNERS,
  CHART_SIZE,
  orientationChart,
  type Rgb,
} from './images/orientation-chart.ts';
export { METADATA_MARKS, type PhotoOptions, photo } from './images/photo.ts';
export { PNG_SIGNATURE, pngChunk, pngHeader } from './images/png-bytes.ts';
export { random } from './images/random.ts';
