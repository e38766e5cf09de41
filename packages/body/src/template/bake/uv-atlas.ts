import type { ImplicitBody } from './implicit-body.ts';
import type { HalfBody } from './shrink-wrap.ts';
import { type Chart, connectedPieces, cutCharts } from './uv-charts.ts';
import { badFaces, type FlatChart, flatten } from './uv-flatten.ts';

/** Between charts, in centimetres of skin. */
const PADDING = 0.8;

/**
 * One atlas of the left half, in the right half of the unit square; the loader mirrors it. Along u = 0.5 lie
 * head, front and back of the trunk, so that face and chest are whole in the picture. v runs down, as in glTF.
 * @returns one pair a corner of the half body's triangles
 */
export function makeAtlas(half: HalfBody, labels: readonly string[], body: ImplicitBody): Float64Array {
  const charts = cutCharts(half, labels, body).flatMap((chart) => flattened(half, chart));
  const boxes = charts.map((flat) => boxOf(flat));
  const order = ['head', 'front', 'back'] as const;
  const places: [number, number][] = charts.map(() => [0, 0]);
  let below = 0;
  let column = 0;
  for (const name of order) {
    const i = charts.findIndex(({ chart }) => chart.onMidline === name);
    places[i] = [0, below];
    below += boxes[i]!.height + PADDING;
    column = Math.max(column, boxes[i]!.right);
  }
  const others = charts.map((_, i) => i).filter((i) => charts[i]!.chart.onMidline === undefined);
  let side = Math.max(below, 2 * column);
  let packed = pack(others, boxes, column, below, side);
  while (!packed) {
    side *= 1.01;
    packed = pack(others, boxes, column, below, side);
  }
  for (const [i, place] of packed) places[i] = place;
  const out = new Float64Array(half.mesh.triangles.length * 2);
  charts.forEach((flat, i) => {
    const [x, y] = places[i]!;
    const box = boxes[i]!;
    flat.chart.faces.forEach((f, k) => {
      for (let e = 0; e < 3; e++) {
        const v = flat.corners[k * 3 + e]! * 2;
        const dx = flat.chart.onMidline ? flat.uv[v]! : flat.uv[v]! - box.left;
        out[(f * 3 + e) * 2] = 0.5 + (x + dx) / side;
        out[(f * 3 + e) * 2 + 1] = (y + box.top - flat.uv[v + 1]!) / side;
      }
    });
  });
  return out;
}

/** A chart that covers itself or squeezes triangles to nothing loses those to little charts of their own. */
function flattened(half: HalfBody, chart: Chart): FlatChart[] {
  const flat = flatten(half, chart);
  const covering = badFaces(flat);
  if (covering.size === 0) return [flat];
  const { onMidline: _, ...alone } = chart;
  const [kept, ...cutOff] = connectedPieces(
    chart.faces.filter((_, k) => !covering.has(k)),
    half.mesh.triangles,
  );
  const loose = [...cutOff, ...[...covering].map((k) => [chart.faces[k]!])];
  return [
    ...flattened(half, { ...chart, faces: kept! }),
    ...loose.map((faces) => flatten(half, { ...alone, faces })),
  ];
}

interface Box {
  left: number;
  right: number;
  top: number;
  width: number;
  height: number;
}

function boxOf({ uv }: FlatChart): Box {
  let [left, right, top, bottom] = [1e9, -1e9, -1e9, 1e9];
  for (let i = 0; i < uv.length; i += 2) {
    left = Math.min(left, uv[i]!);
    right = Math.max(right, uv[i]!);
    bottom = Math.min(bottom, uv[i + 1]!);
    top = Math.max(top, uv[i + 1]!);
  }
  return { left, right, top, width: right - left, height: top - bottom };
}

/** Bottom-left packing on a skyline: right of the midline column, in a square of side `side` cut in half. */
function pack(
  items: readonly number[],
  boxes: readonly Box[],
  column: number,
  columnHeight: number,
  side: number,
): Map<number, [number, number]> | undefined {
  const width = side / 2;
  const cells = 400;
  const cell = width / cells;
  const sky = Float64Array.from({ length: cells }, (_, i) =>
    i * cell < column + PADDING ? columnHeight : 0,
  );
  const places = new Map<number, [number, number]>();
  for (const i of [...items].sort((a, b) => boxes[b]!.height - boxes[a]!.height || a - b)) {
    const w = Math.ceil((boxes[i]!.width + PADDING) / cell);
    let best = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let x = 0; x + w <= cells; x++) {
      let top = 0;
      for (let k = x; k < x + w; k++) top = Math.max(top, sky[k]!);
      if (top < best) {
        best = top;
        at = x;
      }
    }
    if (at < 0 || best + boxes[i]!.height + PADDING > side) return undefined;
    places.set(i, [at * cell, best]);
    sky.fill(best + boxes[i]!.height + PADDING, at, at + w);
  }
  return places;
}
