export type ImageErrorCode =
  | 'unsupported_image'
  | 'svg_not_supported'
  | 'tiff_not_supported'
  | 'damaged_image'
  | 'image_too_many_pixels'
  | 'image_side_too_long'
  | 'image_too_many_frames'
  | 'crop_outside_picture';

/** Why a picture was refused. `message` is a sentence for the person who sent it, with the figures. */
export class ImageError extends Error {
  readonly code: ImageErrorCode;

  constructor(code: ImageErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ImageError';
    this.code = code;
  }
}

/** The bytes begin like a picture of this format, and then make no sense. */
export function damaged(what: string, cause?: unknown): ImageError {
  return new ImageError(
    'damaged_image',
    `The picture is damaged or incomplete: ${what}. Save it again, or send another copy.`,
    cause,
  );
}
