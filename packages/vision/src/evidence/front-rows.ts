import type { FrontRows } from '@likeness/body';
import { outlineDepth } from '../camera/outline-depth.ts';
import { rowOf, scaleAt, type ViewGeometry } from '../camera/view-geometry.ts';
import type { Run } from '../silhouette/rows.ts';
import type { Outline, Point } from '../types.ts';
import type { BodyLines, LimbLines } from './body-lines.ts';

/** Where armpits are looked for, shares of stature. */
const ARMPIT = { from: 0.62, to: 0.8, step: 0.0025 } as const;
/** A fingertip is not further from the wrist than this, statures. */
const HAND = 0.16;

/**
 * A person's outline from the front, row by row, in shares of stature.
 * @param runsIn the outline's rows, see `rowsOf`
 */
export function frontRows(
  outline: Outline,
  runsIn: (y: number) => Run[],
  lines: BodyLines,
  view: ViewGeometry,
  middle: Point,
): FrontRows {
  const rowAt = (level: number): number => middle.y + rowOf(view, level, outlineDepth('front', level));
  const width = (run: Run, level: number): number =>
    (run.to - run.from) * scaleAt(view, level, outlineDepth('front', level));
  const holds = (run: Run, x: number | undefined): boolean => x !== undefined && run.from <= x && x <= run.to;

  /** The runs of trunk or legs; undefined when an arm is one with them. */
  const bodyRuns = (y: number): Run[] | undefined => {
    const [left, right] = [lines.left.leg(y), lines.right.leg(y)];
    const wanted = left === undefined || right === undefined ? [lines.axis(y)] : [left, right];
    const runs = runsIn(y).filter((run) => wanted.some((x) => holds(run, x)));
    if (runs.length === 0 || wanted.some((x) => !runs.some((run) => holds(run, x)))) return undefined;
    const arms = [lines.left.arm(y), lines.right.arm(y)];
    return runs.some((run) => arms.some((x) => holds(run, x))) ? undefined : runs;
  };

  return {
    body(level) {
      return bodyRuns(rowAt(level))?.reduce((sum, run) => sum + width(run, level), 0);
    },
    whole(level) {
      const y = rowAt(level);
      const run = runsIn(y).find((each) => holds(each, lines.axis(y)));
      return run && width(run, level);
    },
    gap(level) {
      const y = rowAt(level);
      const [left, right] = [lines.left.leg(y), lines.right.leg(y)];
      if (left === undefined || right === undefined) return 0;
      const runs = [left, right].map((x) => runsIn(y).find((run) => holds(run, x)));
      const [a, b] = runs;
      if (!a || !b) return undefined;
      return a === b
        ? 0
        : Math.max(0, Math.max(a.from, b.from) - Math.min(a.to, b.to)) * scaleAt(view, level, 0);
    },
    arm: meanOf([lines.left, lines.right].map((limb) => armOf(outline, limb, lines, view, middle, runsIn))),
  };
}

/** From the armpit to the fingertip, statures; undefined when the arm does not hang free. */
function armOf(
  outline: Outline,
  limb: LimbLines,
  lines: BodyLines,
  view: ViewGeometry,
  middle: Point,
  runsIn: (y: number) => Run[],
): number | undefined {
  let armpit: Point | undefined;
  for (let level = ARMPIT.from; level <= ARMPIT.to; level += ARMPIT.step) {
    const y = middle.y + rowOf(view, level, outlineDepth('front', level));
    const runs = runsIn(y);
    const axis = lines.axis(y);
    const trunk = runs.find((run) => run.from <= axis && axis <= run.to);
    const onLeft = limb.wrist.x < axis;
    const arm = runs.filter((run) => (onLeft ? run.to < axis : run.from > axis)).at(onLeft ? -1 : 0);
    if (!trunk || !arm) continue;
    armpit = { x: onLeft ? (arm.to + trunk.from) / 2 : (arm.from + trunk.to) / 2, y };
  }
  if (!armpit) return undefined;
  const scale = scaleAt(view, 0.6, outlineDepth('front', 0.6));
  let far = 0;
  for (const ring of outline.rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = [ring[i] as number, ring[i + 1] as number];
      if (Math.hypot(x - limb.wrist.x, y - limb.wrist.y) * scale > HAND) continue;
      far = Math.max(far, Math.hypot(x - armpit.x, y - armpit.y));
    }
  }
  return far > 0 ? far * scale : undefined;
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
