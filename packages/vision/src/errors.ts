/** Why this package refused. What is wrong with a person's photo is not an error but a `PhotoFinding`. */
export type VisionErrorCode = 'invalid_photo' | 'invalid_model' | 'engine_missing' | 'engine_failed';

export class VisionError extends Error {
  readonly code: VisionErrorCode;

  constructor(code: VisionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VisionError';
    this.code = code;
  }
}
