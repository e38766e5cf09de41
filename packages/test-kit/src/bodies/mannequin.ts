/**
 * A body made of tubes, whose measures follow from formulas: for tests of fitting and export that shall not
 * depend on the baked template. Same shape of data as the template of packages/body. Metres, A-pose.
 */
import { ringSolid, type Solid } from './solids.ts';

type Vec = readonly [number, number, number];
type Part = 'trunk' | 'neck' | 'head' | 'leg' | 'arm' | 'hand';

interface Piece {
  part: Part;
  bone: (along: number) => string;
  from: Vec;
  to: Vec;
  /** Radii across and in depth along the piece, 0 to 1. */
  rx: (t: number) => number;
  rz: (t: number) => number;
  rings: number;
}

interface Vertex {
  part: Part;
  t: number;
  side: number;
  bone: string;
  /** The point of the axis, and the offset from it. */
  axis: Vec;
  off: Vec;
}

const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;
const mirror = ([x, y, z]: Vec): Vec => [-x, y, z];

const SHOULDER: Vec = [0.37, 1.4, 0];
const ELBOW: Vec = [0.57, 1.2, 0];
const WRIST: Vec = [0.75, 1.02, 0];
const FINGERTIP: Vec = [0.88, 0.89, 0];
const SEGMENTS = 32;

const trunkWidth = (t: number): number => lerp(0.16, 0.17, t) - 0.03 * Math.exp(-((t - 0.45) ** 2) / 0.05);

function pieces(): Piece[] {
  const limb = (
    part: Part,
    side: 1 | -1,
    from: Vec,
    to: Vec,
    r0: number,
    r1: number,
    bone: (t: number) => string,
  ) => ({
    part,
    from: side > 0 ? from : mirror(from),
    to: side > 0 ? to : mirror(to),
    rx: (t: number) => lerp(r0, r1, t),
    rz: (t: number) => lerp(r0, r1, t),
    rings: 24,
    bone,
  });
  const sided = ([1, -1] as const).flatMap((side) => {
    const name = side > 0 ? 'Left' : 'Right';
    return [
      limb(
        'leg',
        side,
        [0.14, 0, 0],
        [0.14, 0.76, 0],
        0.045,
        0.085,
        (t) => `${name}${t < 0.1 ? 'Foot' : t < 0.55 ? 'Leg' : 'UpLeg'}`,
      ),
      limb('arm', side, SHOULDER, ELBOW, 0.05, 0.042, () => `${name}Arm`),
      limb('arm', side, ELBOW, WRIST, 0.042, 0.028, () => `${name}ForeArm`),
      limb('hand', side, WRIST, FINGERTIP, 0.035, 0.012, () => `${name}Hand`),
    ];
  });
  const tube = (
    part: Part,
    y0: number,
    y1: number,
    rx: (t: number) => number,
    rz: (t: number) => number,
    bone: (t: number) => string,
  ): Piece => ({
    part,
    from: [0, y0, 0],
    to: [0, y1, 0],
    rx,
    rz,
    rings: 40,
    bone,
  });
  return [
    tube(
      'trunk',
      0.77,
      1.43,
      trunkWidth,
      (t) => trunkWidth(t) * 0.68,
      (t) => (t < 0.3 ? 'Hips' : 'Spine'),
    ),
    tube(
      'neck',
      1.435,
      1.53,
      () => 0.058,
      () => 0.06,
      () => 'Neck',
    ),
    tube(
      'head',
      1.535,
      1.74,
      (t) => 0.02 + 0.06 * Math.sin(Math.PI * t),
      (t) => 0.03 + 0.07 * Math.sin(Math.PI * t),
      () => 'Head',
    ),
    ...sided,
  ];
}

/** Places a tube of rings along its axis; returns the solid and, per vertex, where it came from. */
function build(piece: Piece): { solid: Solid; vertices: Vertex[] } {
  const solid = ringSolid(
    Array.from({ length: piece.rings + 1 }, (_, i) => {
      // Neighbouring tubes must not touch: caps in one plane would cut each other.
      const gap = piece.part === 'arm' || piece.part === 'hand' ? 0.01 : 0;
      const t = gap / 2 + ((1 - gap) * i) / piece.rings;
      return { y: t, rx: piece.rx(t), rz: piece.rz(t) };
    }),
    SEGMENTS,
  );
  const along = piece.to.map((value, i) => value - (piece.from[i] as number));
  const length = Math.hypot(...along);
  const up = along.map((value) => value / length);
  // Square to the axis within the plane of the body; depth stays z.
  const across = [up[1] as number, -(up[0] as number), 0];
  const vertices = Array.from({ length: solid.positions.length / 3 }, (_, v): Vertex => {
    const [x, t, z] = [0, 1, 2].map((c) => solid.positions[v * 3 + c] as number) as [number, number, number];
    const axis = piece.from.map((value, i) => value + (along[i] as number) * t) as unknown as Vec;
    const off: Vec = [x * (across[0] as number), x * (across[1] as number), z];
    return { part: piece.part, t, side: Math.sign(piece.from[0]), bone: piece.bone(t), axis, off };
  });
  vertices.forEach(({ axis, off }, v) => {
    for (let c = 0; c < 3; c++) solid.positions[v * 3 + c] = (axis[c] as number) + (off[c] as number);
  });
  return { solid, vertices };
}

const bell = (t: number, middle: number, width = 0.16): number => Math.exp(-(((t - middle) / width) ** 2));

/** Each shape as the displacement of a vertex at coefficient 1. */
const SHAPES: Record<string, (v: Vertex) => Vec> = {
  slim: (v) => grow(v, v.part === 'head' ? 0 : -0.15),
  heavy: (v) => grow(v, v.part === 'trunk' ? 0.35 : v.part === 'head' || v.part === 'hand' ? 0 : 0.2),
  obese: (v) => grow(v, v.part === 'trunk' ? 0.3 : v.part === 'head' || v.part === 'hand' ? 0 : 0.12),
  scale: (v) => add(v).map((value) => value * 0.01) as unknown as Vec,
  legLength: (v) => [0, v.part === 'leg' ? (0.01 * v.axis[1]) / 0.76 : 0.01, 0],
  torsoLength: (v) => [0, v.part === 'leg' ? 0 : v.part === 'trunk' ? 0.01 * v.t : 0.01, 0],
  upperArmLength: (v) =>
    reach(v, v.part === 'arm' && v.axis[1] > ELBOW[1] ? (SHOULDER[1] - v.axis[1]) / 0.2 : 1),
  forearmLength: (v) => reach(v, v.part === 'arm' ? Math.max(0, (ELBOW[1] - v.axis[1]) / 0.18) : 1),
  handSize: (v) => (v.part === 'hand' ? [v.side * 0.007 * v.t, -0.007 * v.t, 0] : [0, 0, 0]),
  shoulderWidth: (v) => (v.part === 'arm' || v.part === 'hand' ? [v.side * 0.01, 0, 0] : [0, 0, 0]),
  chestWidth: (v) => swell(v, 'trunk', bell(v.t, 0.8), 1, 0),
  chestDepth: (v) => swell(v, 'trunk', bell(v.t, 0.8), 0, 1),
  waistWidth: (v) => swell(v, 'trunk', bell(v.t, 0.45), 1, 0),
  waistDepth: (v) => swell(v, 'trunk', bell(v.t, 0.45), 0, 1),
  hipWidth: (v) => swell(v, 'trunk', bell(v.t, 0.1), 1, 0),
  hipDepth: (v) => swell(v, 'trunk', bell(v.t, 0.1), 0, 1),
  neckWidth: (v) => swell(v, 'neck', 1, 1, 1),
  upperArm: (v) => swell(v, 'arm', bell(v.axis[1], 1.3, 0.08), 1, 1),
  forearm: (v) => swell(v, 'arm', bell(v.axis[1], 1.13, 0.06), 1, 1),
  thigh: (v) => swell(v, 'leg', bell(v.t, 0.95, 0.25), 1, 1),
  calf: (v) => swell(v, 'leg', bell(v.t, 0.42, 0.15), 1, 1),
};

const add = ({ axis, off }: Vertex): Vec => [axis[0] + off[0], axis[1] + off[1], axis[2] + off[2]];
const grow = ({ off }: Vertex, by: number): Vec => [off[0] * by, off[1] * by, off[2] * by];

function reach({ part, side }: Vertex, share: number): Vec {
  if (part !== 'arm' && part !== 'hand') return [0, 0, 0];
  const by = 0.00707 * Math.min(1, share);
  return [side * by, -by, 0];
}

function swell({ part, off }: Vertex, where: Part, by: number, across: number, deep: number): Vec {
  if (part !== where) return [0, 0, 0];
  const wide = Math.hypot(off[0], off[1], off[2]) || 1;
  return [
    (0.01 * by * across * off[0]) / wide,
    (0.01 * by * across * off[1]) / wide,
    (0.01 * by * deep * off[2]) / wide,
  ];
}

const JOINTS: readonly (readonly [string, string, Vec, string?])[] = [
  ['Hips', '', [0, 0.9, 0], 'hips'],
  ['Spine', 'Hips', [0, 1.1, 0], 'spine'],
  ['Neck', 'Spine', [0, 1.435, 0], 'neck'],
  ['Head', 'Neck', [0, 1.535, 0], 'head'],
  ['LeftArm', 'Spine', SHOULDER, 'leftUpperArm'],
  ['LeftForeArm', 'LeftArm', ELBOW, 'leftLowerArm'],
  ['LeftHand', 'LeftForeArm', WRIST, 'leftHand'],
  ['RightArm', 'Spine', mirror(SHOULDER), 'rightUpperArm'],
  ['RightForeArm', 'RightArm', mirror(ELBOW), 'rightLowerArm'],
  ['RightHand', 'RightForeArm', mirror(WRIST), 'rightHand'],
  ['LeftUpLeg', 'Hips', [0.14, 0.76, 0], 'leftUpperLeg'],
  ['LeftLeg', 'LeftUpLeg', [0.14, 0.418, 0], 'leftLowerLeg'],
  ['LeftFoot', 'LeftLeg', [0.14, 0.076, 0], 'leftFoot'],
  ['RightUpLeg', 'Hips', [-0.14, 0.76, 0], 'rightUpperLeg'],
  ['RightLeg', 'RightUpLeg', [-0.14, 0.418, 0], 'rightLowerLeg'],
  ['RightFoot', 'RightLeg', [-0.14, 0.076, 0], 'rightFoot'],
];

const LANDMARKS: Readonly<Record<string, Vec>> = {
  vertex: [0, 1.74, 0],
  c7: [0, 1.42, -0.12],
  neckFront: [0, 1.48, 0.06],
  bustLeft: [0.06, 1.3, 0.12],
  naturalWaist: [0, 1.08, -0.1],
  isoWaist: [0, 1.06, -0.1],
  navel: [0, 1.02, 0.1],
  waistBack: [0, 1.02, -0.1],
  highHip: [0, 0.95, 0.1],
  buttockLeft: [0.06, 0.85, -0.1],
  crotch: [0, 0.77, 0],
  trochanterLeft: [0.16, 0.88, 0],
  thighLeft: [0.14, 0.7, 0.08],
  kneeLeft: [0.14, 0.42, 0.06],
  calfLeft: [0.14, 0.32, -0.06],
  ankleLeft: [0.14, 0.08, 0.045],
  axillaLeft: [0.16, 1.36, 0],
  acromionLeft: [0.39, 1.43, 0],
  acromionRight: [-0.39, 1.43, 0],
  bicepsLeft: [0.47, 1.3, 0.05],
  elbowLeft: [0.6, 1.23, 0],
  forearmLeft: [0.63, 1.14, 0.04],
  wristLeft: [0.7525, 1.0585, 0],
  fingertipLeft: FINGERTIP,
  fingertipRight: mirror(FINGERTIP),
  heelLeft: [0.14, 0, -0.045],
  toeLeft: [0.14, 0, 0.045],
};

/** The mannequin in the shape of a body template. */
export function mannequin() {
  const built = pieces().map(build);
  const vertices = built.flatMap((one) => one.vertices);
  const positions = Float32Array.from(built.flatMap((one) => Array.from(one.solid.positions)));
  const triangles: number[] = [];
  let offset = 0;
  for (const { solid } of built) {
    for (const index of solid.triangles) triangles.push(index + offset);
    offset += solid.positions.length / 3;
  }
  const nearest = (place: Vec): number => {
    const away = vertices.map((v) => Math.hypot(...add(v).map((value, i) => value - (place[i] as number))));
    return away.indexOf(Math.min(...away));
  };
  const corner = (vertex: number): number => triangles.indexOf(vertex);
  const names = JOINTS.map(([name]) => name);
  return {
    version: 0,
    vertexCount: vertices.length,
    positions,
    triangles: Uint32Array.from(triangles),
    uvs: Float32Array.from(triangles.flatMap((v) => [(v % SEGMENTS) / SEGMENTS, (v % 997) / 997])),
    shapes: Object.entries(SHAPES).map(([name, move]) => ({
      name,
      min: ['slim', 'heavy', 'obese'].includes(name) ? 0 : -8,
      max: ['slim', 'heavy', 'obese'].includes(name) ? 1 : 8,
      displacements: Float32Array.from(vertices.flatMap((v) => [...move(v)])),
    })),
    bones: JOINTS.map(([name, parent, place, humanoid]) => ({
      name,
      parent: names.indexOf(parent),
      ...(humanoid ? { humanoid } : {}),
      head: ringAround(vertices, place),
    })),
    skinIndices: Uint8Array.from(vertices.flatMap((v) => [Math.max(0, names.indexOf(v.bone)), 0, 0, 0])),
    skinWeights: Float32Array.from(vertices.flatMap(() => [1, 0, 0, 0])),
    landmarks: Object.fromEntries(
      Object.entries(LANDMARKS).map(([name, place]) => {
        const at = corner(nearest(place));
        const weights = [0, 0, 0] as [number, number, number];
        weights[at % 3] = 1;
        return [name, { triangle: Math.floor(at / 3), weights }];
      }),
    ),
  };
}

/** The whole ring of vertices nearest to a joint, evenly: its mean is a point of the axis. */
function ringAround(vertices: readonly Vertex[], place: Vec): { vertex: number; weight: number }[] {
  const away = (v: Vertex): number => Math.hypot(...v.axis.map((value, i) => value - (place[i] as number)));
  const least = Math.min(...vertices.map(away));
  const ring = vertices.flatMap((v, vertex) => (Math.abs(away(v) - least) < 1e-9 ? [vertex] : []));
  return ring.map((vertex) => ({ vertex, weight: 1 / ring.length }));
}
