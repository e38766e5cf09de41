import { LANDMARK, type LandmarkName, SIDES } from '../landmarks.ts';
import type { Landmark } from '../types.ts';

/** What was seen in one photo; places in pixels of `width` by `height`. */
export interface SeenInPhoto {
  width: number;
  height: number;
  landmarks: readonly Pick<Landmark, 'x' | 'y' | 'visibility'>[];
  /** Rings, x and y in turn. */
  outline: readonly (readonly number[])[];
}

/** Lines between points, as far as both were seen. */
const BONES: readonly (readonly [LandmarkName, LandmarkName])[] = [
  ['leftShoulder', 'rightShoulder'],
  ['leftHip', 'rightHip'],
  ...SIDES.flatMap((side) => [
    [`${side}Shoulder`, `${side}Elbow`] as const,
    [`${side}Elbow`, `${side}Wrist`] as const,
    [`${side}Shoulder`, `${side}Hip`] as const,
    [`${side}Hip`, `${side}Knee`] as const,
    [`${side}Knee`, `${side}Ankle`] as const,
    [`${side}Ankle`, `${side}Heel`] as const,
    [`${side}Heel`, `${side}FootIndex`] as const,
    [`${side}Ankle`, `${side}FootIndex`] as const,
  ]),
];

/** Of the longer side. */
const LINE = 1 / 400;
/** A point that was guessed rather than seen is shown faintly. */
const FAINTEST = 0.15;

/**
 * What was seen in a photo as a drawing to lay over it: the outline, lines between the points, points. Nothing but
 * numbers goes into it.
 *
 * @param size of the drawing, pixels; without one it fills what it is laid over
 * @example const svg = overlaySvg(result.photos[0]);
 */
export function overlaySvg(seen: SeenInPhoto, size?: { width: number; height: number }): string {
  const { width, height, outline, landmarks } = seen;
  const line = Math.max(width, height) * LINE;
  const rings = outline.map((ring) => `M${pairs(ring).join('L')}Z`);
  const bones = BONES.flatMap(([from, to]) => {
    const [a, b] = [landmarks[LANDMARK[from]], landmarks[LANDMARK[to]]];
    return a && b ? [`M${number(a.x)} ${number(a.y)}L${number(b.x)} ${number(b.y)}`] : [];
  });
  const points = landmarks.map(({ x, y, visibility }) => {
    const opacity = Math.max(FAINTEST, Math.min(1, visibility));
    return `<circle cx="${number(x)}" cy="${number(y)}" r="${number(1.5 * line)}" opacity="${number(opacity)}"/>`;
  });
  const own = size ? ` width="${number(size.width)}" height="${number(size.height)}"` : '';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg"${own} viewBox="0 0 ${number(width)} ${number(height)}">` +
    `<path d="${rings.join('')}" fill="#19c8ff" fill-opacity="0.12" fill-rule="evenodd" stroke="#0a84ff" stroke-width="${number(line)}"/>` +
    `<path d="${bones.join('')}" fill="none" stroke="#ffffff" stroke-opacity="0.85" stroke-width="${number(line)}"/>` +
    `<g fill="#ff2d87">${points.join('')}</g></svg>\n`
  );
}

function pairs(ring: readonly number[]): string[] {
  return Array.from(
    { length: Math.floor(ring.length / 2) },
    (_, i) => `${number(ring[2 * i])} ${number(ring[2 * i + 1])}`,
  );
}

/** Finite, and as many decimals as an eye can see. */
function number(value: number | undefined): string {
  return String(Number((Number.isFinite(value) ? (value as number) : 0).toFixed(2)));
}
