/** Width of the kernel, sRGB steps. */
const KERNEL = 7;
/** The floor keeps a colour that neither side has from speaking. */
const UNSEEN = 0.02;

/** Colours of one side, RGB in turn. */
export type Examples = readonly number[];

/** How usual a colour is among examples: a kernel density up to a factor, never 0. */
export function density(examples: Examples, r: number, g: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < examples.length; k += 3) {
    const dr = r - (examples[k] as number);
    const dg = g - (examples[k + 1] as number);
    const db = b - (examples[k + 2] as number);
    const d = (dr * dr + dg * dg + db * db) / (2 * KERNEL * KERNEL);
    if (d < 8) sum += Math.exp(-d);
  }
  return UNSEEN + (sum * 3) / examples.length;
}
