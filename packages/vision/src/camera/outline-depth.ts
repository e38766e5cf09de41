/**
 * Where a body's outline lies before or behind its axis (positive: nearer to the camera), in statures, by level. A
 * camera that looks down sees a leg's edge that lies behind the axis in the row of a lower level. Means of people who
 * stand upright: ankles and calves behind, shoulders behind, the trunk about in the axis' plane.
 */
const FRONT: readonly (readonly [level: number, depth: number])[] = [
  [0.06, -0.022],
  [0.12, -0.018],
  [0.18, -0.013],
  [0.22, -0.011],
  [0.27, -0.003],
  [0.36, 0],
  [0.46, -0.005],
  [0.52, -0.011],
  [0.6, 0],
  [0.66, -0.002],
  [0.7, -0.013],
  [0.8, -0.017],
  [0.85, -0.018],
  [0.9, 0],
];

/** In profile the half that is nearer shows; of the legs it is the near one. */
const SIDE: readonly (readonly [level: number, depth: number])[] = [
  [0.42, 0.05],
  [0.5, 0.03],
  [0.56, 0.015],
  [0.66, 0.015],
  [0.7, 0.03],
  [0.78, 0.03],
  [0.84, 0],
];

/** The depth of the outline at a level, statures. */
export function outlineDepth(kind: 'front' | 'side', level: number): number {
  const table = kind === 'front' ? FRONT : SIDE;
  for (let i = 1; i < table.length; i++) {
    const [[from, a], [to, b]] = [table[i - 1], table[i]] as [
      readonly [number, number],
      readonly [number, number],
    ];
    if (level <= to) return level <= from ? a : a + ((level - from) / (to - from)) * (b - a);
  }
  return (table.at(-1) as readonly [number, number])[1];
}
