/**
 * The outline at the photo's own sharpness.
 *
 * A network's mask is a grid of some 256 cells over a person, so its line is off by half a centimetre and more. Along
 * the line, every few pixels, the place of the border is looked for on the normal. For each the colours that lie
 * clearly within and clearly without nearby speak (a kernel density of both, as neither skin nor wallpaper is one
 * colour); the line of the best agreement over all is found by dynamic programming, which forbids it to jump.
 * A guided filter was not taken: on patterned backgrounds it follows the pattern, not the person.
 */
import type { Outline, Photo, Ring, SoftMask } from '../types.ts';
import { density } from './colour-density.ts';
import { ringArea, traceRings } from './trace-rings.ts';

/** Distance of the places looked at along the line, pixels. */
const SPACING = 3;
/** How far the border may be from the mask's, in its cells. */
const REACH = 1.7;
/** Places further than this from the mask's line, in cells, are of the side that it says. */
const SURE = 0.8;
/** Colours are learned from so far beyond the reach, in cells. */
const LEARN = 2;
/** Places before and behind whose colours are learned from, too. */
const NEIGHBOURS = 5;
/** Most examples of a side that a colour is compared with. */
const EXAMPLES = 40;
/** Most that one pixel says, in natural logarithms of odds: neighbours are no independent witnesses. */
const MOST = 1.5;
/** What a step to the side by one pixel costs between two neighbouring places. */
const BEND = 0.35;
/** How much the mask's own opinion counts, for one cell's distance. */
const TRUST = 0.6;
/** What a strong edge adds. */
const EDGE = 2.5;

/**
 * Finds the person's outline.
 * @param mask where the person is, roughly
 * @returns rings of a place every three pixels; empty when the mask holds nobody
 */
export function refineOutline(photo: Photo, mask: SoftMask): Outline {
  const traced = traceRings(mask);
  const largest = Math.abs(ringArea(traced[0] ?? new Float64Array()));
  // Specks beside the person, and gaps of a cell or two.
  const kept = traced.filter((ring, i) => {
    const area = ringArea(ring);
    return i === 0 || (area < 0 ? -area > 0.0015 * largest : area > 0.05 * largest);
  });
  const rings: Ring[] = [];
  for (const ring of kept) {
    const places = resample(ring, SPACING);
    if (places.length < 24) continue;
    rings.push(refineRing(photo, mask, places));
  }
  return { rings };
}

interface Profiles {
  count: number;
  /** Places on each normal; the middle one lies on the mask's line. */
  across: number;
  /** RGB of each, −1 beyond the picture. */
  colours: Float32Array;
  /** Probability of the mask there. */
  inside: Float32Array;
}

function refineRing(photo: Photo, mask: SoftMask, ring: Ring): Ring {
  const count = ring.length / 2;
  const reach = Math.max(3, Math.round(REACH * mask.step));
  const half = reach + Math.max(4, Math.round(LEARN * mask.step));
  const sure = Math.round(SURE * mask.step);
  const normals = normalsOf(ring);
  const profiles = readProfiles(photo, mask, ring, normals, half);
  const odds = new Float32Array(count * (2 * half + 1));
  for (let i = 0; i < count; i++) tellSides(profiles, i, half, reach, sure, odds);
  const offsets = 2 * reach + 1;
  const gain = new Float64Array(count * offsets);
  for (let i = 0; i < count; i++) {
    // The border at offset k: all before it is the person, all behind it is not.
    let sum = 0;
    for (let o = 0; o < offsets; o++) {
      const at = i * (2 * half + 1) + half - reach + o;
      const edge = edgeAt(profiles, i, half - reach + o);
      const off = (o - reach) / mask.step;
      gain[i * offsets + o] = sum + EDGE * edge - TRUST * off * off;
      sum += odds[at] as number;
    }
  }
  const best = bestPath(gain, count, offsets);
  const refined = new Float64Array(ring.length);
  for (let i = 0; i < count; i++) {
    const o = best[i] as number;
    const place = o - reach + between(profiles, i, half - reach + o) - 1;
    refined[i * 2] = (ring[i * 2] as number) + place * (normals[i * 2] as number);
    refined[i * 2 + 1] = (ring[i * 2 + 1] as number) + place * (normals[i * 2 + 1] as number);
  }
  return refined;
}

/** A place every `spacing` pixels along a ring. */
function resample(ring: Ring, spacing: number): Ring {
  const places: number[] = [];
  let left = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [x0, y0, x1, y1] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [number, number, number, number];
    const length = Math.hypot(x1 - x0, y1 - y0);
    for (; left < length; left += spacing) {
      places.push(x0 + (left / length) * (x1 - x0), y0 + (left / length) * (y1 - y0));
    }
    left -= length;
  }
  return Float64Array.from(places);
}

/** Outward unit normals, over six places so that the mask's steps do not show. */
function normalsOf(ring: Ring): Float64Array {
  const count = ring.length / 2;
  const normals = new Float64Array(ring.length);
  for (let i = 0; i < count; i++) {
    const a = ((i + count - 3) % count) * 2;
    const b = ((i + 3) % count) * 2;
    const dx = (ring[b] as number) - (ring[a] as number);
    const dy = (ring[b + 1] as number) - (ring[a + 1] as number);
    const length = Math.hypot(dx, dy) || 1;
    // The person lies on the right of the line.
    normals[i * 2] = dy / length;
    normals[i * 2 + 1] = -dx / length;
  }
  return normals;
}

function readProfiles(
  photo: Photo,
  mask: SoftMask,
  ring: Ring,
  normals: Float64Array,
  half: number,
): Profiles {
  const count = ring.length / 2;
  const across = 2 * half + 1;
  const colours = new Float32Array(count * across * 3);
  const inside = new Float32Array(count * across);
  const { width, height, rgb } = photo;
  for (let i = 0; i < count; i++) {
    for (let o = 0; o < across; o++) {
      const x = (ring[i * 2] as number) + (o - half) * (normals[i * 2] as number) - 0.5;
      const y = (ring[i * 2 + 1] as number) + (o - half) * (normals[i * 2 + 1] as number) - 0.5;
      const at = i * across + o;
      inside[at] = maskAt(mask, x + 0.5, y + 0.5);
      const px = Math.floor(x);
      const py = Math.floor(y);
      if (px < 0 || py < 0 || px + 1 >= width || py + 1 >= height) {
        colours[at * 3] = -1;
        continue;
      }
      const fx = x - px;
      const fy = y - py;
      const from = (py * width + px) * 3;
      for (let c = 0; c < 3; c++) {
        const upper = (rgb[from + c] as number) * (1 - fx) + (rgb[from + 3 + c] as number) * fx;
        const below = from + width * 3 + c;
        const lower = (rgb[below] as number) * (1 - fx) + (rgb[below + 3] as number) * fx;
        colours[at * 3 + c] = upper * (1 - fy) + lower * fy;
      }
    }
  }
  return { count, across, colours, inside };
}

function maskAt(mask: SoftMask, x: number, y: number): number {
  const u = Math.floor((x - mask.left) / mask.step);
  const v = Math.floor((y - mask.top) / mask.step);
  if (u < 0 || v < 0 || u >= mask.width || v >= mask.height) return 0;
  return mask.probability[v * mask.width + u] as number;
}

/** For each place on a normal: the log odds that its colour is the person's, from examples nearby. */
function tellSides(
  profiles: Profiles,
  i: number,
  half: number,
  reach: number,
  sure: number,
  odds: Float32Array,
): void {
  const { across, colours } = profiles;
  const person = examples(profiles, i, 0, half - sure, true);
  const room = examples(profiles, i, half + sure + 1, across, false);
  for (let o = half - reach - 1; o <= half + reach + 1; o++) {
    const at = i * across + o;
    const r = colours[at * 3] as number;
    if (r < 0 || person.length === 0 || room.length === 0) {
      odds[at] = r < 0 ? -MOST : 0;
      continue;
    }
    const g = colours[at * 3 + 1] as number;
    const b = colours[at * 3 + 2] as number;
    const log = Math.log(density(person, r, g, b) / density(room, r, g, b));
    odds[at] = Math.max(-MOST, Math.min(MOST, log));
  }
}

function examples(profiles: Profiles, i: number, from: number, to: number, person: boolean): number[] {
  const { count, across, colours, inside } = profiles;
  const found: number[] = [];
  for (let n = -NEIGHBOURS; n <= NEIGHBOURS; n++) {
    const row = ((i + n + count) % count) * across;
    for (let o = from; o < to; o++) {
      const at = row + o;
      const share = inside[at] as number;
      if ((colours[at * 3] as number) < 0 || (person ? share < 0.8 : share > 0.2)) continue;
      found.push(at);
    }
  }
  const stride = Math.max(1, found.length / EXAMPLES);
  const taken: number[] = [];
  for (let k = 0; k < found.length; k += stride) {
    const at = found[Math.floor(k)] as number;
    taken.push(colours[at * 3] as number, colours[at * 3 + 1] as number, colours[at * 3 + 2] as number);
  }
  return taken;
}

/** How much colours differ across the border at a place, 0 to 1. */
function edgeAt({ across, colours }: Profiles, i: number, o: number): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) {
    const value = (k: number): number => {
      const clamped = Math.max(0, Math.min(across - 1, k));
      return colours[(i * across + clamped) * 3 + c] as number;
    };
    sum += Math.abs(value(o) + value(o + 1) - value(o - 1) - value(o - 2)) / 2;
  }
  return Math.min(1, sum / 90);
}

/** Where between two places the colour is half way: 0 to 1 beyond the one before. */
function between({ across, colours }: Profiles, i: number, o: number): number {
  const value = (k: number, c: number): number =>
    colours[(i * across + Math.max(0, Math.min(across - 1, k))) * 3 + c] as number;
  let over = 0;
  let whole = 0;
  // Project the pixels at the border onto the line from the colour before to the colour behind.
  for (let c = 0; c < 3; c++) {
    const before = value(o - 3, c);
    const behind = value(o + 2, c);
    const way = behind - before;
    whole += way * way;
    over += (value(o - 2, c) + value(o - 1, c) + value(o, c) + value(o + 1, c) - 4 * before) * way;
  }
  if (whole < 100) return 0.5;
  // Of four pixels this many still show what lies before the border.
  const kept = 4 - over / whole;
  return Math.max(-0.5, Math.min(1.5, kept - 1.5));
}

/** The path round a ring that gains most when a step aside costs {@link BEND} a pixel. */
function bestPath(gain: Float64Array, count: number, offsets: number): Int32Array {
  const score = new Float64Array(offsets);
  const came = new Int32Array(2 * count * offsets);
  const last = new Float64Array(offsets);
  // Twice round, and the second round's middle is kept: where it began then says nothing.
  for (let n = 0; n < 2 * count; n++) {
    const i = n % count;
    last.set(score);
    for (let o = 0; o < offsets; o++) {
      let best = Number.NEGATIVE_INFINITY;
      let from = o;
      for (let step = -3; step <= 3; step++) {
        const k = o + step;
        if (k < 0 || k >= offsets) continue;
        const value = (last[k] as number) - BEND * step * step;
        if (value > best) {
          best = value;
          from = k;
        }
      }
      score[o] = best + (gain[i * offsets + o] as number);
      came[n * offsets + o] = from;
    }
  }
  // The end of the second round has no future yet: its last places are taken from the first round's end.
  const unsure = Math.min(40, count >> 1);
  let o = score.indexOf(Math.max(...score));
  const path = new Int32Array(count);
  for (let n = 2 * count - 1; n >= count - unsure; n--) {
    if (n < 2 * count - unsure) path[n % count] = o;
    o = came[n * offsets + o] as number;
  }
  return path;
}
