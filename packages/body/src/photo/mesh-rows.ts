import { surfacePosition } from '../mesh/surface-point.ts';
import type { Positions } from '../mesh/triangle-mesh.ts';
import type { BodyTemplate, SurfacePoint } from '../template/template.ts';
import type { FrontRows, SideRows } from './photo-features.ts';

/** One closed line in a level cut: extents in metres. */
interface Piece {
  left: number;
  right: number;
  back: number;
  front: number;
  arm: boolean;
}

/** Where armpits are looked for, shares of stature. */
const ARMPIT = { from: 0.62, to: 0.8, step: 0.0025 } as const;

/**
 * A mesh that stands with its arms away as an ideal camera far away would see it, in shares of its stature.
 * @param positions metres, soles at 0
 */
export function meshRows(
  template: BodyTemplate,
  positions: Positions,
): { front: FrontRows; side: SideRows; stature: number } {
  let stature = 0;
  for (let i = 1; i < positions.length; i += 3) stature = Math.max(stature, positions[i] as number);
  const arms = armVertices(template);
  const cuts = new Map<number, Piece[]>();
  const cut = (level: number): Piece[] => {
    const key = Math.round(level * 1e4);
    const known = cuts.get(key) ?? cutAt(template, positions, arms, level * stature);
    cuts.set(key, known);
    return known;
  };
  const extent = (low: keyof Piece, high: keyof Piece, pieces: readonly Piece[]): number | undefined =>
    pieces.length === 0
      ? undefined
      : (Math.max(...pieces.map((piece) => piece[high] as number)) -
          Math.min(...pieces.map((piece) => piece[low] as number))) /
        stature;
  const arm = (side: 'Left' | 'Right'): number => {
    const turn = side === 'Left' ? 1 : -1;
    let armpit = { x: 0, level: 0 };
    for (let level = ARMPIT.from; level <= ARMPIT.to; level += ARMPIT.step) {
      const pieces = cut(level);
      const trunk = pieces.find((piece) => !piece.arm);
      const own = pieces.filter((piece) => piece.arm && turn * (piece.left + piece.right) > 0);
      if (!trunk || own.length === 0) continue;
      const inner = Math.min(...own.map((piece) => Math.min(turn * piece.left, turn * piece.right)));
      armpit = { x: (inner + (turn > 0 ? trunk.right : -trunk.left)) / 2, level };
    }
    const tip = template.landmarks[`fingertip${side}`] as SurfacePoint;
    const [x, y] = surfacePosition({ positions, triangles: template.triangles }, tip);
    return Math.hypot(turn * x - armpit.x, y - armpit.level * stature) / stature;
  };
  return {
    stature,
    front: {
      body(level) {
        const own = cut(level).filter(({ arm }) => !arm);
        if (own.length === 0) return undefined;
        return own.reduce((sum, { left, right }) => sum + right - left, 0) / stature;
      },
      whole: (level) => extent('left', 'right', cut(level)),
      gap(level) {
        const legs = cut(level)
          .filter(({ arm }) => !arm)
          .sort((a, b) => a.left - b.left);
        const [first, second] = legs;
        return first && second ? Math.max(0, second.left - first.right) / stature : 0;
      },
      arm: (arm('Left') + arm('Right')) / 2,
    },
    side: {
      depth: (level) =>
        extent(
          'back',
          'front',
          cut(level).filter((piece) => !piece.arm),
        ),
    },
  };
}

const ARM = /^(Left|Right)(Arm|ForeArm|Hand)/;

/** 1 for vertices that move with an arm more than with anything else. */
function armVertices(template: BodyTemplate): Uint8Array {
  const moves = template.bones.map(({ name }) => ARM.test(name));
  return Uint8Array.from({ length: template.vertexCount }, (_, v) => {
    let share = 0;
    for (let k = v * 4; k < v * 4 + 4; k++) {
      if (moves[template.skinIndices[k] as number]) share += template.skinWeights[k] as number;
    }
    return share > 0.5 ? 1 : 0;
  });
}

/** The closed lines of the plane y = `height`, by joining the crossed edges of each triangle. */
function cutAt(template: BodyTemplate, positions: Positions, arms: Uint8Array, height: number): Piece[] {
  const { triangles, vertexCount } = template;
  const places = new Map<number, number>();
  const x: number[] = [];
  const z: number[] = [];
  const arm: number[] = [];
  const joined: number[] = [];
  const rootOf = (i: number): number => {
    let root = i;
    while (joined[root] !== root) root = joined[root] as number;
    joined[i] = root;
    return root;
  };
  const y = (v: number): number => positions[v * 3 + 1] as number;
  const crossing = (a: number, b: number): number => {
    const key = Math.min(a, b) * vertexCount + Math.max(a, b);
    const known = places.get(key);
    if (known !== undefined) return known;
    const share = (height - y(a)) / (y(b) - y(a));
    const at = (c: number): number =>
      (positions[a * 3 + c] as number) +
      share * ((positions[b * 3 + c] as number) - (positions[a * 3 + c] as number));
    places.set(key, x.length);
    joined.push(x.length);
    arm.push(arms[share < 0.5 ? a : b] as number);
    z.push(at(2));
    return x.push(at(0)) - 1;
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]] as [number, number, number];
    const [ua, ub, uc] = [y(a) < height, y(b) < height, y(c) < height];
    if (ua === ub && ub === uc) continue;
    const [alone, p, q] = ua === ub ? [c, a, b] : ub === uc ? [a, b, c] : [b, c, a];
    const [first, second] = [rootOf(crossing(alone, p)), rootOf(crossing(alone, q))];
    joined[first] = second;
  }
  const pieces = new Map<number, Piece & { arms: number; count: number }>();
  for (let i = 0; i < x.length; i++) {
    const root = rootOf(i);
    const piece = pieces.get(root) ?? {
      left: Number.POSITIVE_INFINITY,
      right: Number.NEGATIVE_INFINITY,
      back: Number.POSITIVE_INFINITY,
      front: Number.NEGATIVE_INFINITY,
      arm: false,
      arms: 0,
      count: 0,
    };
    pieces.set(root, piece);
    piece.left = Math.min(piece.left, x[i] as number);
    piece.right = Math.max(piece.right, x[i] as number);
    piece.back = Math.min(piece.back, z[i] as number);
    piece.front = Math.max(piece.front, z[i] as number);
    piece.arms += arm[i] as number;
    piece.count += 1;
  }
  // A trunk that the arms join is no arm: it crosses the middle.
  return [...pieces.values()].map((piece) => ({
    ...piece,
    arm: piece.arms > piece.count / 2 && piece.left * piece.right > 0,
  }));
}
