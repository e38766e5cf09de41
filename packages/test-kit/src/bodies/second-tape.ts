/**
 * A second tape. Measures an opened body file by other means than packages/body does: girths from a heap of
 * unordered cuts through the support function (the length of a taut tape is the integral of how far the cut
 * reaches in each direction), the back from a shortest path. Shares no code with it.
 */
import type { OpenedBody } from './open-body.ts';

type Point = readonly [number, number, number];
type Direction = Point;

interface Cut {
  from: string;
  to: string;
  a: Point;
  b: Point;
  /** Share of the arm at either end. */
  arms: readonly [number, number];
}

const GIRTHS: Readonly<Record<string, { at: string; bone?: readonly [string, string]; trunk?: boolean }>> = {
  chest: { at: 'bustLeft', trunk: true },
  waist: { at: 'isoWaist', trunk: true },
  waistNatural: { at: 'naturalWaist', trunk: true },
  waistOmphalion: { at: 'navel', trunk: true },
  highHip: { at: 'highHip', trunk: true },
  hip: { at: 'buttockLeft', trunk: true },
  neck: { at: 'neckFront', bone: ['Neck', 'Head'] },
  thigh: { at: 'thighLeft', bone: ['LeftUpLeg', 'LeftLeg'] },
  calf: { at: 'calfLeft', bone: ['LeftLeg', 'LeftFoot'] },
  bicep: { at: 'bicepsLeft', bone: ['LeftArm', 'LeftForeArm'] },
  forearm: { at: 'forearmLeft', bone: ['LeftForeArm', 'LeftHand'] },
};

/** Every one of the fifteen, and three more girths; centimetres. */
export function secondTape(body: OpenedBody): Record<string, number> {
  const found: Record<string, number> = {};
  const mark = (name: string): Point => {
    const place = body.landmarks.get(name);
    if (!place) throw new Error(`The file has no landmark ${name}.`);
    return place;
  };
  const joint = (name: string): Point => {
    const place = body.joints.get(name);
    if (!place) throw new Error(`The file has no bone ${name}.`);
    return place;
  };
  for (const [key, { at, bone, trunk }] of Object.entries(GIRTHS)) {
    const along: Direction = bone ? towards(joint(bone[0]), joint(bone[1])) : [0, 1, 0];
    const piece = pieceNearest(cuts(body, along, mark(at)), mark(at));
    found[key] = 100 * tautLength(trunk ? piece.flatMap(offArm) : piece.flatMap(({ a, b }) => [a, b]), along);
  }
  const heights = body.points.map((point) => point[1]);
  const floor = heights.reduce((a, b) => Math.min(a, b));
  const above = (y: number): number => 100 * (y - floor);
  found.height = above(heights.reduce((a, b) => Math.max(a, b)));
  found.inseam = above(mark('crotch')[1]);
  found.legLength = above(mark('trochanterLeft')[1]);
  found.shoulderWidth = walk([mark('acromionLeft'), mark('acromionRight')]);
  found.armLength = walk([mark('acromionLeft'), mark('elbowLeft'), mark('wristLeft')]);
  const half = (side: string): Point[] => [
    joint(`${side}Arm`),
    joint(`${side}ForeArm`),
    joint(`${side}Hand`),
    mark(`fingertip${side}`),
  ];
  found.armSpan = walk([...half('Right').toReversed(), ...half('Left')]);
  found.torsoLength = 100 * shortestWay(cuts(body, [1, 0, 0], mark('c7')), mark('c7'), mark('waistBack'));
  return found;
}

/** Enclosed volume, litres, by the divergence of (0, y, 0): the sum of each triangle's shadow times its height. */
export function litresOf(body: OpenedBody): number {
  let volume = 0;
  for (const face of body.faces) {
    const [a, b, c] = face.map((i) => body.points[i] as Point) as [Point, Point, Point];
    const shadow = ((b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2])) / 2;
    volume += (shadow * (a[1] + b[1] + c[1])) / 3;
  }
  return volume * 1000;
}

/** Edges that do not belong to exactly two triangles: 0 for a closed skin. */
export function openEdges(body: OpenedBody): number {
  const uses = new Map<string, number>();
  for (const [a, b, c] of body.faces) {
    for (const [p, q] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      const key = p < q ? `${p} ${q}` : `${q} ${p}`;
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  return [...uses.values()].filter((count) => count !== 2).length;
}

function cuts(body: OpenedBody, along: Direction, through: Point): Cut[] {
  // A hair above the landmark, so that no vertex lies in the plane.
  const level = inner(along, through) + 1.7e-8;
  const height = body.points.map((point) => inner(along, point) - level);
  const found: Cut[] = [];
  for (const face of body.faces) {
    const ends: { key: string; place: Point; arm: number }[] = [];
    for (let e = 0; e < 3; e++) {
      const [p, q] = [face[e] as number, face[(e + 1) % 3] as number];
      const [hp, hq] = [height[p] as number, height[q] as number];
      if (hp > 0 === hq > 0) continue;
      const share = hp / (hp - hq);
      const [a, b] = [body.points[p] as Point, body.points[q] as Point];
      const [ap, aq] = [body.armShare[p] as number, body.armShare[q] as number];
      ends.push({
        key: p < q ? `${p} ${q}` : `${q} ${p}`,
        place: [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])],
        arm: ap + share * (aq - ap),
      });
    }
    if (ends.length !== 2) continue;
    const [one, two] = ends as [(typeof ends)[0], (typeof ends)[0]];
    found.push({ from: one.key, to: two.key, a: one.place, b: two.place, arms: [one.arm, two.arm] });
  }
  return found;
}

/** The connected piece of the cut that comes nearest to a place. */
function pieceNearest(all: readonly Cut[], place: Point): Cut[] {
  const parent = new Map<string, string>();
  const top = (key: string): string => {
    let at = key;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(key, at);
    return at;
  };
  for (const { from, to } of all) {
    for (const key of [from, to]) if (!parent.has(key)) parent.set(key, key);
    parent.set(top(from), top(to));
  }
  let best = Number.POSITIVE_INFINITY;
  let root = '';
  for (const cut of all) {
    const away = gap(cut, place);
    if (away < best) [best, root] = [away, top(cut.from)];
  }
  return all.filter((cut) => top(cut.from) === root);
}

/** The ends of a cut that lie on the trunk; where it runs over onto an arm, the place where it does. */
function offArm({ a, b, arms: [p, q] }: Cut): Point[] {
  const kept: Point[] = [];
  if (p <= 0.5) kept.push(a);
  if (q <= 0.5) kept.push(b);
  if (kept.length === 1) {
    const share = (0.5 - p) / (q - p);
    kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])]);
  }
  return kept;
}

/** The length of a taut tape round points, square to a direction: ∫ max(u·p) over all directions u. */
function tautLength(points: readonly Point[], along: Direction): number {
  const away: Direction = Math.abs(along[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const u = unit(crossed(along, away));
  const v = crossed(along, u);
  const flat = points.map((point) => [inner(u, point), inner(v, point)] as const);
  const middle = flat.reduce((sum, [x, y]) => [sum[0] + x / flat.length, sum[1] + y / flat.length] as const, [
    0, 0,
  ] as const);
  // Off by less than a ten-thousandth of a centimetre on a girth of a metre.
  const steps = 1800;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const angle = (2 * Math.PI * (i + 0.5)) / steps;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    let reach = Number.NEGATIVE_INFINITY;
    for (const [x, y] of flat) reach = Math.max(reach, c * (x - middle[0]) + s * (y - middle[1]));
    sum += reach;
  }
  return (sum * 2 * Math.PI) / steps;
}

function shortestWay(all: readonly Cut[], from: Point, to: Point): number {
  const links = new Map<string, { key: string; length: number }[]>();
  const join = (p: string, q: string, length: number): void => {
    links.set(p, [...(links.get(p) ?? []), { key: q, length }]);
    links.set(q, [...(links.get(q) ?? []), { key: p, length }]);
  };
  for (const cut of all) join(cut.from, cut.to, span(cut.a, cut.b));
  for (const [name, place] of [
    ['start', from],
    ['end', to],
  ] as const) {
    const nearest = all.reduce((least, cut) => (gap(cut, place) < gap(least, place) ? cut : least));
    join(name, nearest.from, span(place, nearest.a));
    join(name, nearest.to, span(place, nearest.b));
  }
  const reached = new Map<string, number>([['start', 0]]);
  const open = new Set(['start']);
  while (open.size > 0) {
    const here = [...open].reduce((a, b) => ((reached.get(b) ?? 0) < (reached.get(a) ?? 0) ? b : a));
    if (here === 'end') break;
    open.delete(here);
    for (const { key, length } of links.get(here) ?? []) {
      const total = (reached.get(here) ?? 0) + length;
      if (total >= (reached.get(key) ?? Number.POSITIVE_INFINITY)) continue;
      reached.set(key, total);
      open.add(key);
    }
  }
  return reached.get('end') ?? Number.NaN;
}

function gap({ a, b }: Cut, place: Point): number {
  const edge = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const off = [place[0] - a[0], place[1] - a[1], place[2] - a[2]] as const;
  const squared = inner(edge, edge);
  const share = squared > 0 ? Math.min(1, Math.max(0, inner(edge, off) / squared)) : 0;
  return span(place, [a[0] + share * edge[0], a[1] + share * edge[1], a[2] + share * edge[2]]);
}

function walk(stops: readonly Point[]): number {
  return 100 * stops.slice(1).reduce((sum, stop, i) => sum + span(stops[i] as Point, stop), 0);
}

const inner = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const span = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const crossed = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Point): Point => {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
};
const towards = (a: Point, b: Point): Point => unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
