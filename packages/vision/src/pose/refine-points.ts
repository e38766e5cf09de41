/** Cells of a side of the heat maps, and how many there are: the landmarks and six auxiliary points. */
const SIDE = 64;
const MAPS = 39;
const WINDOW = 3;
const MIN_CONFIDENCE = 0.5;

/**
 * A point moved to the middle of its heat map's confidence nearby (7×7 cells), as MediaPipe does; left alone where
 * the map is not sure.
 *
 * @param heat logits, 64×64×39
 * @param x share of the crop's side, and `y` the same
 */
export function refinePoint(heat: Float32Array, map: number, x: number, y: number): [number, number] {
  const column = Math.floor(x * SIDE);
  const row = Math.floor(y * SIDE);
  if (!(column >= 0 && column < SIDE && row >= 0 && row < SIDE)) return [x, y];
  let sum = 0;
  let across = 0;
  let down = 0;
  let most = 0;
  for (let r = Math.max(0, row - WINDOW); r <= Math.min(SIDE - 1, row + WINDOW); r += 1) {
    for (let c = Math.max(0, column - WINDOW); c <= Math.min(SIDE - 1, column + WINDOW); c += 1) {
      const confidence = 1 / (1 + Math.exp(-(heat[(r * SIDE + c) * MAPS + map] as number)));
      sum += confidence;
      across += c * confidence;
      down += r * confidence;
      most = Math.max(most, confidence);
    }
  }
  return most >= MIN_CONFIDENCE ? [across / sum / SIDE, down / sum / SIDE] : [x, y];
}
