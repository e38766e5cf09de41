import type { SideRows } from '@likeness/body';
import { outlineDepth } from '../camera/outline-depth.ts';
import { rowOf, scaleAt, type ViewGeometry } from '../camera/view-geometry.ts';
import type { Run } from '../silhouette/rows.ts';
import type { Point } from '../types.ts';
import type { BodyLines } from './body-lines.ts';

const LEGS_BELOW = 0.47;
/** An arm whose middle is nearer to the trunk's edge than this, in statures, may stand out beyond it. */
const ARM_ROOM = 0.032;
/** Hands are broader in profile, and spread. */
const HAND_ROOM = 0.055;

/**
 * A person's outline in profile, row by row, in shares of stature.
 * @param runsIn the outline's rows, see `rowsOf`
 */
export function sideRows(
  runsIn: (y: number) => Run[],
  lines: BodyLines,
  view: ViewGeometry,
  middle: Point,
): SideRows {
  return {
    depth(level) {
      const legs = level < LEGS_BELOW;
      const depth = outlineDepth('side', level);
      const y = middle.y + rowOf(view, level, depth);
      const scale = scaleAt(view, level, depth);
      const wanted = legs ? [lines.left.leg(y), lines.right.leg(y)] : [lines.axis(y)];
      const runs = runsIn(y).filter((run) =>
        wanted.some((x) => x !== undefined && run.from <= x && x <= run.to),
      );
      if (runs.length === 0) return undefined;
      const from = Math.min(...runs.map((run) => run.from));
      const to = Math.max(...runs.map((run) => run.to));
      const hidden = [lines.left, lines.right].some((limb) => {
        const x = limb.arm(y);
        const room = (y > limb.wrist.y ? HAND_ROOM : ARM_ROOM) / scale;
        return x !== undefined && from <= x && x <= to && Math.min(x - from, to - x) < room;
      });
      return hidden ? undefined : (to - from) * scale;
    },
  };
}
