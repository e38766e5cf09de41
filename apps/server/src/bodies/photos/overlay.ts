import type { ReadPhoto } from '@likeness/vision/node';

/** Pairs of MediaPipe's 33 points that are joined by a line. */
const BONES: readonly (readonly [number, number])[] = [
  [11, 12],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
  [11, 23],
  [12, 24],
  [23, 24],
  [23, 25],
  [25, 27],
  [27, 29],
  [29, 31],
  [27, 31],
  [24, 26],
  [26, 28],
  [28, 30],
  [30, 32],
  [28, 32],
];

/** Names of the 33 points, in their order. */
export const LANDMARK_NAMES = [
  'nose',
  ...['left', 'right'].flatMap((side) => ['inner', 'middle', 'outer'].map((part) => `${side} eye ${part}`)),
  'left ear',
  'right ear',
  'mouth left',
  'mouth right',
  ...[
    'shoulder',
    'elbow',
    'wrist',
    'pinky',
    'index',
    'thumb',
    'hip',
    'knee',
    'ankle',
    'heel',
    'foot index',
  ].flatMap((part) => [`left ${part}`, `right ${part}`]),
] as const;

/**
 * What was seen in a photo as a drawing to lay over it: outline, lines between the points, points. Nothing but numbers
 * goes into it.
 */
export function overlaySvg({ width, height, outline, landmarks }: ReadPhoto): string {
  const path = outline.map((ring) => `M${pairs(ring).join('L')}Z`).join('');
  const at = (index: number) => landmarks[index];
  const bones = BONES.flatMap(([from, to]) => {
    const [a, b] = [at(from), at(to)];
    return a && b ? [`M${number(a.x)} ${number(a.y)}L${number(b.x)} ${number(b.y)}`] : [];
  }).join('');
  const thick = Math.max(width, height) / 400;
  const points = landmarks
    .map(({ x, y, visibility }) => {
      const opacity = Math.max(0.15, Math.min(1, visibility));
      return `<circle cx="${number(x)}" cy="${number(y)}" r="${number(thick * 2)}" opacity="${number(opacity)}"/>`;
    })
    .join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}">` +
    `<path d="${path}" fill="#1c7ed6" fill-opacity="0.25" fill-rule="evenodd" stroke="#1c7ed6" stroke-width="${number(thick)}"/>` +
    `<path d="${bones}" fill="none" stroke="#fff" stroke-width="${number(thick)}"/>` +
    `<g fill="#f08c00">${points}</g></svg>\n`
  );
}

function pairs(ring: readonly number[]): string[] {
  return Array.from(
    { length: Math.floor(ring.length / 2) },
    (_, index) => `${number(ring[index * 2])} ${number(ring[index * 2 + 1])}`,
  );
}

/** Finite, and as many decimals as an eye can see. */
function number(value: number | undefined): string {
  return String(Number((Number.isFinite(value) ? (value as number) : 0).toFixed(2)));
}
