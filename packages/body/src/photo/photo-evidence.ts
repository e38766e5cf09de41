/**
 * What photos tell of a body: shares of its stature (a breadth in a row, a level), each a linear function of the
 * population's measures plus an error. Plain data, so that it can be sealed and kept; it holds nothing of a picture.
 */
export interface PhotoEvidence {
  version: 1;
  /** Names of the features seen, in the order of the numbers. */
  features: readonly string[];
  /** Seen values ÷ stature. */
  shares: readonly number[];
  /** Covariance of their errors (pixels, landmarks and, shared by many, the camera), row by row. */
  noise: readonly number[];
}
