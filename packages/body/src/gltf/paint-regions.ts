import { bodyFrame } from '../measure/body-frame.ts';
import { surfacePosition } from '../mesh/surface-point.ts';
import type { BodyTemplate } from '../template/template.ts';
import { type HeadPlace, headRegions } from './paint-head.ts';

/** Metres inside the edge of each region at each vertex, negative outside, cut off at ±5 cm. */
export interface PaintRegions {
  suit: Float32Array;
  hair: Float32Array;
  brow: Float32Array;
  lips: Float32Array;
  /** The open eye between the lids. */
  eye: Float32Array;
  iris: Float32Array;
  lash: Float32Array;
}

/** Distances are kept within these bounds, so that far places do not bend edges near by. */
const MOST = 0.05;

const known = new WeakMap<BodyTemplate, PaintRegions>();

/** The regions of a template that have a colour of their own: drawn on its base shape, kept for all others. */
export function paintRegions(template: BodyTemplate): PaintRegions {
  const ready = known.get(template);
  if (ready) return ready;
  const empty = (): Float32Array => new Float32Array(template.vertexCount).fill(-MOST);
  const made: PaintRegions = {
    suit: empty(),
    hair: empty(),
    brow: empty(),
    lips: empty(),
    eye: empty(),
    iris: empty(),
    lash: empty(),
  };
  known.set(template, made);
  dress(template, made.suit);
  const head = headPlaces(template);
  if (!head) return made;
  const { scale, place } = head;
  for (let v = 0; v < template.vertexCount; v++) {
    const at = place(v);
    if (at[1] < -2) continue;
    for (const [name, inside] of Object.entries(headRegions(at))) {
      made[name as keyof PaintRegions][v] = within(inside * scale);
    }
  }
  return made;
}

const within = (metres: number): number => Math.min(MOST, Math.max(-MOST, metres));

/** Places in the frame in which the head is sculpted: |x|, y above the chin, z before the ear; its centimetres. */
function headPlaces(
  template: BodyTemplate,
): { scale: number; place: (vertex: number) => HeadPlace } | undefined {
  const { positions, landmarks } = template;
  const [crown, chin] = [landmarks.vertex, landmarks.chin].map(
    (point) => point && surfacePosition(template, point)[1],
  );
  if (crown === undefined || chin === undefined) return undefined;
  const scale = (crown - chin) / HEAD_HEIGHT;
  return {
    scale,
    place: (v) => [
      Math.abs(positions[v * 3] as number) / scale,
      ((positions[v * 3 + 1] as number) - chin) / scale,
      (positions[v * 3 + 2] as number) / scale,
    ],
  };
}

/** Of the sculpted head from chin to crown. */
const HEAD_HEIGHT = 23;

/** A sleeveless suit to mid-thigh: a round neck that drops in front, armholes round the shoulder. */
function dress(template: BodyTemplate, suit: Float32Array): void {
  const { positions, triangles, landmarks } = template;
  const at = (name: string) => {
    const point = landmarks[name];
    return point ? surfacePosition({ positions, triangles }, point) : undefined;
  };
  const [thigh, notch, acromion, armpit, chin] = [
    'midThighLeft',
    'suprasternale',
    'acromionLeft',
    'axillaLeft',
    'chin',
  ].map(at);
  if (!thigh || !notch || !acromion || !armpit || !chin) return;
  const { trunk } = bodyFrame(template);
  const strap = 0.48 * acromion[0];
  for (let v = 0; v < template.vertexCount; v++) {
    const x = Math.abs(positions[v * 3] as number);
    const y = positions[v * 3 + 1] as number;
    const z = positions[v * 3 + 2] as number;
    if (y > chin[1]) continue;
    // Seen from before, neck and armhole are two curves with a strap of 5 cm between them on the shoulder.
    const low = notch[1] - (z > acromion[2] ? 0.06 : 0.02);
    const [wide, deep] = [strap - 0.025, acromion[1] + 0.03 - low];
    const under = Math.max(0, low + deep - y);
    const neck = (Math.hypot(x / wide, under / deep) - 1) * Math.min(wide, deep);
    const from = armpit[1] - 0.035;
    const lift = Math.min(1, Math.max(0, (y - from) / (acromion[1] - from)));
    const edge = armpit[0] + 0.03;
    const out = edge - (edge - (strap + 0.03)) * Math.sin((lift * Math.PI) / 2) ** 0.8;
    const hole = y < from ? ((trunk[v] as number) - 0.5) * 0.1 : out - x;
    suit[v] = within(Math.min(y - thigh[1], neck, hole));
  }
}
