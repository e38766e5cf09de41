/**
 * Finds the parts of a silhouette that no body explains: furniture taken for a back, a bag on a hip.
 *
 * Rows that are wrong together confirm each other, so single outliers do not show them. For each part of each view the
 * sum of squared surprises is taken without it; the part whose loss is missed most is the wrong one.
 */
import { observePhoto, type PhotoEvidence, type PosteriorPart } from '@likeness/body';

/** Features whose rows lie together: prefix, and levels in per cent. */
const BLOCKS: readonly { test: RegExp; from: number; to: number; also?: string }[] = [
  { test: /^side\.trunk/, from: 50, to: 56, also: 'side.hip' },
  { test: /^side\.trunk/, from: 50, to: 62, also: 'side.hip' },
  { test: /^side\.trunk/, from: 58, to: 66 },
  { test: /^side\.trunk/, from: 62, to: 74 },
  { test: /^side\.trunk/, from: 68, to: 82, also: 'side.bust' },
  { test: /^side\.(trunk|hip|bust)/, from: 0, to: 100 },
  { test: /^side\.legs/, from: 6, to: 20, also: 'side.calf' },
  { test: /^side\.legs/, from: 20, to: 33 },
  { test: /^side\.legs/, from: 33, to: 45, also: 'side.hip' },
  { test: /^side\.(legs|calf)/, from: 0, to: 100 },
  { test: /^side\.neck/, from: 0, to: 100 },
  { test: /^side/, from: 0, to: 100 },
  { test: /^front\.trunk/, from: 50, to: 58, also: 'front.hip' },
  { test: /^front\.trunk/, from: 58, to: 64, also: 'front.waist' },
  { test: /^front\.trunk/, from: 64, to: 72, also: 'front.waist' },
  { test: /^front\.(trunk|hip|waist)/, from: 0, to: 100 },
  { test: /^front\.legs/, from: 6, to: 20, also: 'front.calf' },
  { test: /^front\.legs/, from: 20, to: 33 },
  { test: /^front\.legs/, from: 33, to: 45, also: 'front.hip' },
  { test: /^front\.(legs|calf|ankle)/, from: 0, to: 100 },
  { test: /^front\.shoulders/, from: 0, to: 100, also: 'front.neck' },
  { test: /^front\.neck/, from: 0, to: 100 },
  { test: /^front\.crotch/, from: 0, to: 100 },
  { test: /^front\.arm/, from: 0, to: 100 },
];
const MOST_BLOCKS = 5;
/** Deviations of a χ² sum beyond which something is wrong. */
const WRONG = 3.5;

/** The names of the features that belong to parts which no body explains. */
export function unexplained({ sex, gaussian }: PosteriorPart, evidence: PhotoEvidence): ReadonlySet<string> {
  const dropped = new Set<string>();
  let left = evidence;
  let whole = observePhoto(sex, gaussian, left).chiSquare;
  for (let round = 0; round < MOST_BLOCKS && beyond(whole, left.features.length) > WRONG; round++) {
    let best: { without: PhotoEvidence; chiSquare: number; gain: number } | undefined;
    for (const block of BLOCKS) {
      const without = keep(left, (name) => !belongs(name, block));
      const count = left.features.length - without.features.length;
      if (count === 0 || without.features.length === 0) continue;
      const { chiSquare } = observePhoto(sex, gaussian, without);
      const gain = beyond(whole - chiSquare, count);
      if (!best || gain > best.gain) best = { without, chiSquare, gain };
    }
    if (!best || best.gain < WRONG) break;
    const kept = new Set(best.without.features);
    for (const name of left.features) if (!kept.has(name)) dropped.add(name);
    left = best.without;
    whole = best.chiSquare;
  }
  return dropped;
}

/** The errors that the model allows for are for people and rooms of all kinds: clean photos of a body give half of it. */
const USUAL = 0.5;

const beyond = (chiSquare: number, count: number): number =>
  (chiSquare - USUAL * count) / Math.sqrt(2 * USUAL * count);

function belongs(name: string, { test, from, to, also }: (typeof BLOCKS)[number]): boolean {
  if (name === also) return true;
  if (!test.test(name)) return false;
  const level = Number(name.split('.')[2] ?? from);
  return level >= from && level <= to;
}

/** The evidence without some features. */
function keep(evidence: PhotoEvidence, wanted: (name: string) => boolean): PhotoEvidence {
  const m = evidence.features.length;
  const kept = evidence.features.flatMap((name, k) => (wanted(name) ? [k] : []));
  return {
    ...evidence,
    features: kept.map((k) => evidence.features[k] as string),
    shares: kept.map((k) => evidence.shares[k] as number),
    noise: kept.flatMap((k) => kept.map((l) => evidence.noise[k * m + l] as number)),
  };
}
