/** mm, of a film of 36 × 24: what equivalent focal lengths are compared by. */
export const FILM_DIAGONAL = 43.27;
