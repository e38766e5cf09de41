export { type DecodeStillOptions, decodeStill, type StillPicture } from './decode-still.ts';
export { ImageError, type ImageErrorCode } from './errors.ts';
export { inspect } from './inspect.ts';
export { DEFAULT_LIMITS, type ImageLimits } from './limits.ts';
export { BudgetFullError, PixelBudget } from './pixel-budget.ts';
export { render } from './render.ts';
export { renderAvif } from './render-avif.ts';
export { type RenderedPhoto, type RenderPhotoOptions, renderPhoto } from './render-photo.ts';
export { sniff } from './sniff.ts';
export {
  type AvifRendition,
  type CropRect,
  type ImageInfo,
  POSITIONS,
  type Position,
  RENDER_VERSION,
  type RenderedPicture,
  type RenderOptions,
  type Rendition,
  type SizeSpec,
  type SourceFormat,
  type Square,
} from './types.ts';
export { workPixels } from './work-plan.ts';
