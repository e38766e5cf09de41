import { Group, type PerspectiveCamera, Vector3 } from 'three';
import { Line2 } from 'three/addons/lines/Line2.js';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import type { Carry } from './carry.ts';
import type { ViewedTape } from './source.ts';

/** Tapes round a body. */
export interface TapeLines {
  root: Group;
  setTapes(tapes: readonly ViewedTape[]): void;
  /** Takes the lines along with the skin they lie on, after the body was posed. */
  follow(carry: Carry | undefined): void;
  highlight(key: string | undefined): void;
  resize(width: number, height: number): void;
  /** The tape that is seen nearest to a place of the picture, px. */
  nearest(x: number, y: number, camera: PerspectiveCamera, size: Size): string | undefined;
  /** Where the label of a tape goes, px. */
  anchor(key: string, camera: PerspectiveCamera, size: Size): { x: number; y: number } | undefined;
  dispose(): void;
}

interface Size {
  width: number;
  height: number;
}

interface Drawn {
  tape: ViewedTape;
  /** As drawn, which differs from the tape's own in a pose. */
  points: Float32Array;
  lines: readonly [seen: Line2, hidden: Line2];
}

/** A pointer may miss a line by so many px. */
const REACH = 14;

const look = (linewidth: number, opacity: number, hidden: boolean): LineMaterial =>
  new LineMaterial({
    color: 0x2f9e78,
    linewidth,
    transparent: opacity < 1,
    opacity,
    depthTest: !hidden,
    depthWrite: false,
    polygonOffset: true,
    polygonOffsetFactor: -6,
    polygonOffsetUnits: -6,
  });

export function createTapeLines(): TapeLines {
  const root = new Group();
  // what lies behind the body is there too, but faint
  const plain = [look(2.5, 1, false), look(1.5, 0.18, true)] as const;
  const strong = [look(4.5, 1, false), look(3, 0.45, true)] as const;
  for (const material of strong) material.color.set(0xdb5f24);
  let drawn: Drawn[] = [];
  let shown: string | undefined;

  const paint = ({ tape, lines }: Drawn): void => {
    const materials = tape.key === shown ? strong : plain;
    lines.forEach((line, i) => {
      line.material = materials[i] as LineMaterial;
      line.renderOrder = tape.key === shown ? 3 : 2;
    });
  };
  const clear = (): void => {
    for (const { lines } of drawn) {
      root.remove(...lines);
      lines[0].geometry.dispose();
    }
    drawn = [];
  };
  const find = (key: string) => drawn.find(({ tape }) => tape.key === key);
  return {
    root,
    setTapes(tapes) {
      if (tapes.length === drawn.length && tapes.every(({ key }, i) => key === drawn[i]?.tape.key)) {
        tapes.forEach((tape, i) => {
          redraw(drawn[i] as Drawn, tape, tape.points);
        });
        return;
      }
      clear();
      drawn = tapes.map((tape) => {
        const geometry = new LineGeometry().setPositions(placesOf(tape, tape.points));
        const lines = [new Line2(geometry, plain[0]), new Line2(geometry, plain[1])] as const;
        root.add(...lines);
        return { tape, points: tape.points, lines };
      });
      drawn.forEach(paint);
    },
    follow(carry) {
      for (const one of drawn) {
        const points = carry ? carry(one.tape.points) : one.tape.points;
        if (points === one.points) continue;
        redraw(one, one.tape, points);
      }
    },
    highlight(key) {
      shown = key;
      drawn.forEach(paint);
    },
    resize(width, height) {
      for (const material of [...plain, ...strong]) material.resolution.set(width, height);
    },
    nearest(x, y, camera, size) {
      let best = REACH;
      let found: string | undefined;
      for (const { tape, points } of drawn) {
        const away = distanceTo(points, tape.closed, x, y, camera, size);
        if (away < best) [best, found] = [away, tape.key];
      }
      return found;
    },
    anchor(key, camera, size) {
      const one = find(key);
      return one && outermost(one.points, camera, size);
    },
    dispose() {
      clear();
      for (const material of [...plain, ...strong]) material.dispose();
    },
  };
}

function redraw(one: Drawn, tape: ViewedTape, points: Float32Array): void {
  const [{ geometry }] = one.lines;
  // frees what the graphics card holds; it is made anew from what comes next
  geometry.dispose();
  geometry.setPositions(placesOf(tape, points));
  one.tape = tape;
  one.points = points;
}

function placesOf({ closed }: ViewedTape, points: Float32Array): Float32Array {
  if (!closed) return points;
  const places = new Float32Array(points.length + 3);
  places.set(points);
  places.set(points.subarray(0, 3), points.length);
  return places;
}

/** The place of a point in the picture, px. */
function project(points: Float32Array, i: number, camera: PerspectiveCamera, size: Size): Vector3 {
  const at = new Vector3().fromArray(points, i).project(camera);
  at.x = ((at.x + 1) / 2) * size.width;
  at.y = ((1 - at.y) / 2) * size.height;
  return at;
}

function distanceTo(
  points: Float32Array,
  closed: boolean,
  x: number,
  y: number,
  camera: PerspectiveCamera,
  size: Size,
): number {
  let least = Number.POSITIVE_INFINITY;
  let before = project(points, closed ? points.length - 3 : 0, camera, size);
  for (let i = 0; i < points.length; i += 3) {
    const here = project(points, i, camera, size);
    const [dx, dy] = [here.x - before.x, here.y - before.y];
    const squared = dx * dx + dy * dy;
    const t =
      squared > 0 ? Math.min(1, Math.max(0, ((x - before.x) * dx + (y - before.y) * dy) / squared)) : 0;
    least = Math.min(least, Math.hypot(before.x + t * dx - x, before.y + t * dy - y));
    before = here;
  }
  return least;
}

/** The point furthest to the side: a label there hides least of the body. */
function outermost(points: Float32Array, camera: PerspectiveCamera, size: Size): { x: number; y: number } {
  let best = project(points, 0, camera, size);
  for (let i = 3; i < points.length; i += 3) {
    const here = project(points, i, camera, size);
    if (here.x > best.x) best = here;
  }
  return { x: best.x, y: best.y };
}
