/**
 * Whole numbers laid out so that they pack well: small ones of either sign first become small ones without a sign, then
 * all lowest bytes follow each other, then all second ones, and so on. Wraps round within so many bytes.
 */
export function toPlanes(values: ArrayLike<number>, width: 2 | 4): Uint8Array {
  const n = values.length;
  const out = new Uint8Array(n * width);
  const spare = 32 - 8 * width;
  for (let i = 0; i < n; i++) {
    const value = ((values[i] as number) << spare) >> spare;
    const folded = (value << 1) ^ (value >> 31);
    for (let b = 0; b < width; b++) out[b * n + i] = (folded >>> (8 * b)) & 255;
  }
  return out;
}

/** What {@link toPlanes} was given, wrapped. */
export function fromPlanes(bytes: Uint8Array, width: 2 | 4): Int32Array {
  const n = bytes.length / width;
  const values = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let folded = 0;
    for (let b = 0; b < width; b++) folded |= (bytes[b * n + i] as number) << (8 * b);
    values[i] = (folded >>> 1) ^ -(folded & 1);
  }
  return values;
}
