import { type Arm, makeArm } from './arm.ts';
import { withBaseEdits } from './base-edits.ts';
import { bump, FAR, type Field, mix, smoothMax, smoothMin, smoothstep, type Vec3 } from './fields.ts';
import { makeHead } from './head.ts';
import { type Leg, makeLeg } from './leg.ts';
import type { BodyParameters } from './parameters.ts';
import { type Proportions, proportionsOf } from './proportions.ts';
import { makeStrokes, strokeField } from './sculpt-strokes.ts';
import { makeTorso, type Torso } from './torso.ts';

/**
 * The body as one implicit surface: parts joined by smooth minima whose radius says how softly they meet.
 * Only x ≥ 0 is built; the other half is its mirror image.
 */
export interface ImplicitBody {
  parameters: BodyParameters;
  at: Proportions;
  field: Field;
  torso: Torso;
  arm: Arm;
  leg: Leg;
  /** Corners of a box round the left half, with room for zoomed parts. */
  bounds: readonly [Vec3, Vec3];
}

/** Half the least gap between the thighs, and between the feet: the skin must not meet itself. */
const LEAST_GAP = 0.38;

/** An arch under the crotch, wider than the gap below it: a notch would pinch the triangles there. */
function gapBetweenThighs(below: number): number {
  return (LEAST_GAP + 0.32 * bump(below, 1.5, 3)) * Math.sqrt(Math.min(1, below / 0.8));
}

export function makeImplicitBody(asked: BodyParameters): ImplicitBody {
  const parameters = { ...asked, edits: withBaseEdits(asked) };
  const at = proportionsOf(parameters.sex);
  const torso = makeTorso(parameters, at);
  const arm = makeArm(parameters, at);
  const leg = makeLeg(parameters, at);
  const head = makeHead(parameters, at);
  const heights = strokeField(makeStrokes(parameters, at, torso, arm));
  const groin = at.crotch - 1.5;
  // Wide at the flank, where a thigh runs into the hip without an edge.
  const hips = 3.6;
  const field: Field = (signedX, y, z) => {
    const x = Math.abs(signedX);
    let f = torso.field(x, y, z);
    if (y < at.chinY + 12 && y > at.crotch + 40) f = smoothMin(f, torso.neck(x, y, z), 2.6);
    if (y < at.crotch + 24) {
      f = smoothMin(f, leg.field(x, y, z), y < at.crotch - 14 ? 0.5 : mix(2.6, hips, smoothstep(2.5, 9, x)));
      if (y < groin) f = smoothMax(f, gapBetweenThighs(groin - y) - x, 0.5);
    }
    if (x > at.shoulderX - 9) {
      const px = x - arm.joint[0];
      const py = y - arm.joint[1];
      const t = px * arm.along[0] + py * arm.along[1];
      const s = px * arm.outward[0] + py * arm.outward[1];
      f = smoothMin(f, arm.field(x, y, z), arm.blend(t, s));
    }
    if (f > 12 && f < FAR / 2 && y < at.chinY - 12) return f;
    f -= heights(x, y, z);
    // Inside the head the neck must not swell the cheeks.
    if (y > at.chinY - 8) {
      f = smoothMin(
        f,
        head(x, y, z),
        mix(2.2, 0.25, smoothstep(at.chinY - 0.5, at.chinY + 5, y) * smoothstep(-5, 1, z)),
      );
    }
    return y < 3 ? smoothMax(f, -y, 0.9) : f;
  };
  return {
    parameters,
    at,
    field,
    torso,
    arm,
    leg,
    bounds: [
      [0, -16, -46],
      [arm.joint[0] + 76, at.stature + 16, 56],
    ],
  };
}
