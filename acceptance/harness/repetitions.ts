const SCALE = Number(process.env.LIKENESS_TEST_SCALE ?? '0.05');

/** How often a test does it: `full` at LIKENESS_TEST_SCALE=1, which the soak runs, and never less than `least`. */
export function repetitions(full: number, least: number): number {
  return Math.max(least, Math.round(full * SCALE));
}
