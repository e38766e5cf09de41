import { clamp, smoothMax } from './fields.ts';

/**
 * One cross-section: [t along the axis, centre u, centre v, extent −u, extent +u, extent +v, extent −v, exponent].
 * Four extents instead of two give buttock and belly their own curves; the exponent squares the section.
 */
export type Station = readonly [number, number, number, number, number, number, number, number];

export interface GeneralisedCylinder {
  /** Signed distance, about: t along the axis, u and v across it. */
  distance(t: number, u: number, v: number): number;
  /** [centre u, centre v, −u, +u, +v, −v] at t, clamped to the ends. */
  section(t: number): [number, number, number, number, number, number];
}

const SAMPLES = 240;
const COLUMNS = 7;

/** Catmull–Rom through the stations with slopes weighted for uneven steps, sampled once. */
function resample(stations: readonly Station[]): { from: number; to: number; table: Float64Array } {
  const rows = [...stations].sort((a, b) => a[0] - b[0]);
  const last = rows.length - 1;
  const from = rows[0]![0];
  const to = rows[last]![0];
  const slope = (i: number, c: number): number => {
    const at = rows[i]! as readonly number[];
    const before = rows[Math.max(0, i - 1)]! as readonly number[];
    const after = rows[Math.min(last, i + 1)]! as readonly number[];
    if (i === 0 || i === last) return (after[c]! - before[c]!) / (after[0]! - before[0]!);
    const h0 = at[0]! - before[0]!;
    const h1 = after[0]! - at[0]!;
    return (((at[c]! - before[c]!) / h0) * h1 + ((after[c]! - at[c]!) / h1) * h0) / (h0 + h1);
  };
  const table = new Float64Array((SAMPLES + 1) * COLUMNS);
  let i = 0;
  for (let k = 0; k <= SAMPLES; k++) {
    const t = from + ((to - from) * k) / SAMPLES;
    while (i < last - 1 && t > rows[i + 1]![0]) i++;
    const a = rows[i]! as readonly number[];
    const b = rows[i + 1]! as readonly number[];
    const h = b[0]! - a[0]!;
    const s = (t - a[0]!) / h;
    const s2 = s * s;
    const s3 = s2 * s;
    for (let c = 1; c <= COLUMNS; c++) {
      table[k * COLUMNS + c - 1] =
        (2 * s3 - 3 * s2 + 1) * a[c]! +
        (s3 - 2 * s2 + s) * h * slope(i, c) +
        (3 * s2 - 2 * s3) * b[c]! +
        (s3 - s2) * h * slope(i + 1, c);
    }
  }
  return { from, to, table };
}

/** Builds the cylinder; `cap` is the radius by which its ends are rounded. */
export function generalisedCylinder(stations: readonly Station[], cap = 2): GeneralisedCylinder {
  const { from, to, table } = resample(stations);
  const perUnit = SAMPLES / (to - from);
  const lateral = (t: number, u: number, v: number): number => {
    const q = clamp((t - from) * perUnit, 0, SAMPLES - 1e-6);
    const i = q | 0;
    const f = q - i;
    const e = 1 - f;
    const j = i * COLUMNS;
    const k = j + COLUMNS;
    const du = u - (table[j]! * e + table[k]! * f);
    const dv = v - (table[j + 1]! * e + table[k + 1]! * f);
    const cu = du > 0 ? 3 : 2;
    const cv = dv > 0 ? 4 : 5;
    const au = table[j + cu]! * e + table[k + cu]! * f;
    const av = table[j + cv]! * e + table[k + cv]! * f;
    const n = table[j + 6]! * e + table[k + 6]! * f;
    const d = Math.sqrt(du * du + dv * dv);
    if (d < 1e-6) return -Math.min(au, av);
    const p = Math.abs(du) / au;
    const r = Math.abs(dv) / av;
    const rho = Math.abs(n - 2) < 0.02 ? Math.sqrt(p * p + r * r) : (p ** n + r ** n) ** (1 / n);
    return Math.max(d - d / rho, -Math.min(au, av));
  };
  return {
    distance(t, u, v) {
      const tc = clamp(t, from, to);
      const here = lateral(tc, u, v);
      const g = (lateral(tc + 0.4, u, v) - lateral(tc - 0.4, u, v)) / 0.8;
      const side = here / Math.sqrt(1 + Math.min(g * g, 6));
      const end = Math.max(from - t, t - to);
      return smoothMax(side, end, cap);
    },
    section(t) {
      const q = clamp((t - from) * perUnit, 0, SAMPLES - 1e-6);
      const i = q | 0;
      const f = q - i;
      const at = (c: number): number => table[i * COLUMNS + c]! * (1 - f) + table[(i + 1) * COLUMNS + c]! * f;
      return [at(0), at(1), at(2), at(3), at(4), at(5)];
    },
  };
}
