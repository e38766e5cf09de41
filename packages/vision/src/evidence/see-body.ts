/**
 * From outlines to what they tell of a body, together with where each camera stood.
 *
 * The shares of stature that a photo shows hang on the camera, which is only roughly known; the body in turn says
 * which camera is likely. Both are found together by a Kalman update with the camera as an unknown of known spread,
 * linearised anew at each answer. What the camera may be wrong by stays in the evidence as an error that all features
 * of a view share. Features that no body of the statistics could show (a plant taken for a back) are left out.
 */
import {
  featuresOf,
  observePhoto,
  PHOTO_FEATURES,
  type PhotoEvidence,
  type PosteriorPart,
  variableIndex,
} from '@likeness/body';
import { supposeView } from '../camera/suppose-view.ts';
import { type Supposed, solveView, type ViewGeometry } from '../camera/view-geometry.ts';
import { outlineBox, type Run, rowsOf } from '../silhouette/rows.ts';
import type { Landmark, Outline, Photo } from '../types.ts';
import { type BodyLines, bodyLines } from './body-lines.ts';
import { unexplained } from './drop-blocks.ts';
import { frontRows } from './front-rows.ts';
import { sideRows } from './side-rows.ts';

/** One photo that passed the gate. */
export interface View {
  kind: 'front' | 'side';
  photo: Photo;
  landmarks: readonly Landmark[];
  outline: Outline;
}

export interface SeenView {
  kind: 'front' | 'side';
  geometry: ViewGeometry;
  /** One standard deviation of the pitch, radians. */
  pitchSigma: number;
  /** Share of what could be read that fits a body; less when little could be read. */
  usable: number;
}

export interface SeenBody {
  /** Null when too little could be read. */
  evidence: PhotoEvidence | null;
  views: readonly SeenView[];
}

const UNKNOWNS = ['pitch', 'logFocal', 'top', 'bottom', 'nearer'] as const satisfies (keyof Supposed)[];
/** For slopes, as a part of each unknown's spread. */
const NUDGE = 0.2;
const ROUNDS = 3;
const MOST_ROUNDS = 14;
/** Cameras are found roughly before whole parts are doubted. */
const BLOCKS_FROM = 1;
/** Features further from what is expected than so many standard deviations are left out. */
const FAR = 4;
/** What a breadth is off by, whatever the camera: of clothes and of the mask, statures; and of the edge, pixels. */
const OUTLINE_SIGMA = 0.002;
const PIXEL_SIGMA = 0.7;
/** A share that the camera's doubt alone would change by more than this part of it cannot be relied on. */
const STEADY = 0.2;
const FEWEST = 12;

interface ViewState {
  view: View;
  lines: BodyLines;
  runsIn: (y: number) => Run[];
  mean: Supposed;
  sigma: Supposed;
  at: Supposed;
  dropped: Set<string>;
}

/**
 * Finds what the views tell of a body, and the cameras with it.
 *
 * @param prior the population conditioned on what else is known, of the sex or of both
 */
export function seeBody(views: readonly View[], prior: readonly PosteriorPart[]): SeenBody {
  const states = views.map((view): ViewState => {
    const box = outlineBox(view.outline);
    const { mean, sigma } = supposeView(view.photo, view.kind, box);
    return {
      view,
      lines: bodyLines(view.landmarks),
      runsIn: rowsOf(view.outline),
      mean,
      sigma,
      at: mean,
      dropped: new Set(),
    };
  });
  let evidence: PhotoEvidence | null = null;
  let settled = false;
  for (let round = 0; round < MOST_ROUNDS && !(settled && round >= ROUNDS); round++) {
    const read = states.map((state) => readView(state));
    evidence = join(read);
    if (!evidence) break;
    const { part, seen } = bestOf(prior, evidence);
    const stature = part.gaussian.mean[HEIGHT] as number;
    const far = seen.alone.map(Math.abs);
    // Neighbours of a wrong row look wrong themselves, so the worst go first.
    const limit = Math.max(FAR, 0.7 * Math.max(...far));
    const outliers = evidence.features.filter((_, k) => (far[k] as number) > limit);
    const parts = round >= BLOCKS_FROM ? unexplained(part, evidence) : new Set<string>();
    settled = outliers.length === 0 && parts.size === 0;
    let start = 0;
    for (const [i, { features, slopes }] of read.entries()) {
      const state = states[i] as ViewState;
      for (const name of [...outliers, ...parts]) if (features.includes(name)) state.dropped.add(name);
      const step = { ...state.mean };
      for (const [u, unknown] of UNKNOWNS.entries()) {
        const variance = state.sigma[unknown] ** 2;
        let sum = 0;
        for (const [k] of features.entries()) {
          sum += (slopes[k]?.[u] as number) * (seen.weighed[start + k] as number);
        }
        step[unknown] = state.mean[unknown] - variance * stature * sum;
      }
      state.at = bounded(step, state);
      start += features.length;
    }
  }
  if (evidence) {
    const last = states.map((state) => readView(state));
    evidence = join(last);
  }
  return {
    evidence: evidence && evidence.features.length >= FEWEST ? evidence : null,
    views: states.map((state) => ({
      kind: state.view.kind,
      geometry: solveView(state.view.kind, state.at),
      pitchSigma: state.sigma.pitch,
      usable: usableOf(state, evidence),
    })),
  };
}

const HEIGHT = variableIndex('height');

/** Rows that show something else as well: in profile the far foot stands above the near one. */
const UNUSED: ReadonlySet<string> = new Set(['side.legs.6', 'side.legs.9', 'side.calf']);

const isRead = (name: string, { view, dropped }: ViewState): boolean =>
  name.startsWith(view.kind) && !dropped.has(name) && !UNUSED.has(name);

/** What rows of a kind are off by beside the outline, statures; the first that fits counts. */
const SIGMAS: readonly (readonly [RegExp, number])[] = [
  // read between two points, of an arm that hangs more or less in the picture's plane
  [/^front\.arm$/, 0.012],
  // calf of the far leg above that of the near one
  [/^side\.legs\.(18|20|22|24|27|30)$/, 0.006],
  [/^side\.legs/, 0.004],
  // beside the breast, where the arm begins
  [/^front\.trunk\.(68|70|72)$/, 0.005],
  // slopes: a little up or down is much to the side
  [/^front\.shoulders/, 0.005],
  [/^side\.(trunk\.8|neck)/, 0.005],
  [/^front\.(crotch|neck)$/, 0.004],
];

const sigmaOf = (name: string): number => SIGMAS.find(([test]) => test.test(name))?.[1] ?? OUTLINE_SIGMA;

interface ReadView {
  features: string[];
  /** As they would look if the camera were where it was supposed to be. */
  shares: number[];
  /** Of each share on each unknown. */
  slopes: number[][];
  noise: number[];
  spread: readonly number[];
}

function readView(state: ViewState): ReadView {
  const base = featuresAt(state, state.at);
  const nudged = UNKNOWNS.map((unknown) =>
    featuresAt(state, { ...state.at, [unknown]: state.at[unknown] + NUDGE * state.sigma[unknown] }),
  );
  const read: ReadView = {
    features: [],
    shares: [],
    slopes: [],
    noise: [],
    spread: UNKNOWNS.map((unknown) => state.sigma[unknown]),
  };
  const pixel = 1 / (state.mean.bottom - state.mean.top);
  for (const [f, name] of PHOTO_FEATURES.entries()) {
    const value = base[f];
    if (value === undefined || !isRead(name, state)) continue;
    const slopes = UNKNOWNS.map((unknown, u) => {
      const other = nudged[u]?.[f];
      return other === undefined ? 0 : (other - value) / (NUDGE * state.sigma[unknown]);
    });
    // a row at whose edge something else begins: a little up or down it is another one
    if (slopes.some((slope, u) => Math.abs(slope) * (read.spread[u] as number) > STEADY * value)) continue;
    const back = UNKNOWNS.reduce(
      (sum, unknown, u) => sum + (slopes[u] as number) * (state.mean[unknown] - state.at[unknown]),
      0,
    );
    read.features.push(name);
    read.shares.push(value + back);
    read.slopes.push(slopes);
    const own = sigmaOf(name);
    read.noise.push(own * own + (PIXEL_SIGMA * pixel) ** 2);
  }
  return read;
}

function featuresAt({ view, lines, runsIn }: ViewState, supposed: Supposed): (number | undefined)[] {
  const geometry = solveView(view.kind, supposed);
  const middle = { x: view.photo.width / 2, y: view.photo.height / 2 };
  return view.kind === 'front'
    ? featuresOf({ front: frontRows(view.outline, runsIn, lines, geometry, middle) })
    : featuresOf({ side: sideRows(runsIn, lines, geometry, middle) });
}

/** The evidence of all views; what the cameras may be wrong by is shared within each. */
function join(read: readonly ReadView[]): PhotoEvidence | null {
  const features = read.flatMap((view) => view.features);
  const m = features.length;
  if (m === 0) return null;
  const noise = Array.from({ length: m * m }, () => 0);
  let start = 0;
  for (const view of read) {
    for (const [k, slopes] of view.slopes.entries()) {
      for (const [l, others] of view.slopes.entries()) {
        const shared = slopes.reduce(
          (sum, slope, u) => sum + slope * (others[u] as number) * (view.spread[u] as number) ** 2,
          0,
        );
        noise[(start + k) * m + start + l] = shared + (k === l ? (view.noise[k] as number) : 0);
      }
    }
    start += view.features.length;
  }
  return { version: 1, features, shares: read.flatMap((view) => view.shares), noise };
}

function bestOf(prior: readonly PosteriorPart[], evidence: PhotoEvidence) {
  const all = prior.map((part) => ({ part, seen: observePhoto(part.sex, part.gaussian, evidence) }));
  const score = ({ part, seen }: (typeof all)[number]): number =>
    Math.log(Math.max(part.weight, 1e-12)) + seen.logLikelihood;
  return all.reduce((best, each) => (score(each) > score(best) ? each : best));
}

/** A step beyond three standard deviations is the sign of a wrong outline, not of a strange camera. */
function bounded(step: Supposed, { mean, sigma }: ViewState): Supposed {
  const limited = { ...step };
  for (const unknown of UNKNOWNS) {
    const most = 3 * sigma[unknown];
    limited[unknown] = Math.max(mean[unknown] - most, Math.min(mean[unknown] + most, step[unknown]));
  }
  return limited;
}

/** A photo of which less than this can be told, arms before the body and so on, is of little use however good. */
const ENOUGH = 0.5;

function usableOf({ view, dropped }: ViewState, evidence: PhotoEvidence | null): number {
  const own = (name: string): boolean => name.startsWith(view.kind);
  const all = PHOTO_FEATURES.filter((name) => own(name) && !UNUSED.has(name)).length;
  const kept = evidence?.features.filter(own).length ?? 0;
  const told = kept + dropped.size;
  return told === 0 ? 0 : (kept / told) * Math.min(1, told / (ENOUGH * all));
}
