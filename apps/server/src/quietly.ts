/** ms between two records of the same trouble */
const QUIET = 10_000;

/** An engine that is away fails at every touch: said at most once in ten seconds. */
export function quietly(say: (error: Error) => void): (error: Error) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - last < QUIET) return;
    last = performance.now();
    say(error);
  };
}
