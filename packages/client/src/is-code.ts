import { type ErrorCode, LikenessError } from './likeness-error.ts';

/**
 * Whether an error is a refusal of one of these kinds.
 *
 * @example
 * if (isCode(error, 'file_too_large', 'image_too_many_pixels')) suggestASmallerPicture();
 */
export function isCode<C extends ErrorCode>(
  error: unknown,
  ...codes: readonly C[]
): error is LikenessError & { code: C } {
  return error instanceof LikenessError && (codes as readonly string[]).includes(error.code);
}
