/**
 * The convex hull of points in a plane by Andrew's monotone chain.
 * @param uv coordinate pairs
 * @returns indices of the corners in order round the hull; all points when there are fewer than three
 */
export function convexHull(uv: Float64Array): number[] {
  const n = uv.length / 2;
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => at(uv, 2 * a) - at(uv, 2 * b) || at(uv, 2 * a + 1) - at(uv, 2 * b + 1),
  );
  if (n < 3) return order;
  const lower = chain(uv, order);
  const upper = chain(uv, order.toReversed());
  return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function chain(uv: Float64Array, order: readonly number[]): number[] {
  const hull: number[] = [];
  for (const point of order) {
    while (
      hull.length > 1 &&
      turn(uv, hull[hull.length - 2] as number, hull[hull.length - 1] as number, point) <= 0
    ) {
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}

/** Positive when o → a → b turns to the left. */
function turn(uv: Float64Array, o: number, a: number, b: number): number {
  return (
    (at(uv, 2 * a) - at(uv, 2 * o)) * (at(uv, 2 * b + 1) - at(uv, 2 * o + 1)) -
    (at(uv, 2 * a + 1) - at(uv, 2 * o + 1)) * (at(uv, 2 * b) - at(uv, 2 * o))
  );
}

const at = (values: Float64Array, i: number): number => values[i] as number;
