import { type StoredPoint, type StoredSex, type TemplateIndex, TemplateWriter } from '../template-file.ts';
import { TOPOLOGY_EDITS } from './base-edits.ts';
import { type ImplicitBody, makeImplicitBody } from './implicit-body.ts';
import { findLandmarks } from './landmarks.ts';
import type { Mesh } from './mesh.ts';
import { MEAN_BODY } from './parameters.ts';
import { type HalfShape, makeShapes } from './shapes.ts';
import { type HalfBody, halfBodyOf, shrinkWrap } from './shrink-wrap.ts';
import { fullSkeleton, jointOnSkin, sketchSkeleton } from './skeleton.ts';
import { skinLabels } from './skin-labels.ts';
import { packWeights, skinWeights } from './skin-weights.ts';
import type { HalfPoint } from './surface-places.ts';
import { makeTopology } from './topology.ts';
import { makeAtlas } from './uv-atlas.ts';
import { armShare, warp } from './warp.ts';

/** Smallest displacement that is stored, in metres. */
const NEGLIGIBLE = 2e-6;

/** What is baked for one sex on the shared topology; no functions, so that a thread can send it. */
export interface SexPart {
  /** Centimetres, the left half. */
  skin: Float64Array;
  shapes: HalfShape[];
}

/** For threads and for quick looks while sculpting. */
export interface BakeOptions {
  /** Made before, by {@link bakeTopology}. */
  topology?: Mesh;
  /** Made before, by {@link bakeShared} from that topology. */
  shared?: SharedPart;
  /** Made before, by {@link bakeSex} from that topology. */
  parts?: readonly [male: SexPart, female: SexPart];
  withoutShapes?: boolean;
}

const MAN = 0;
const WOMAN = 1;

/** Half way between man and woman. */
function betweenBody(): ImplicitBody {
  return makeImplicitBody({ sex: 0.5, weight: 0, muscle: 0, edits: TOPOLOGY_EDITS, uncorrected: true });
}

/** The mesh that both sexes share, made on a body half way between them. */
export function bakeTopology(): Mesh {
  return makeTopology(betweenBody());
}

/** Wraps the topology on a sex and makes its shapes. */
export function bakeSex(topology: Mesh, sex: 'male' | 'female', withoutShapes = false): SexPart {
  const between = betweenBody();
  const half = halfBodyOf(topology);
  const share = armShare(half.mesh.positions, between.arm, half.neighbours);
  const body = makeImplicitBody({ ...MEAN_BODY, sex: sex === 'male' ? MAN : WOMAN });
  const skin = shrinkWrap(half, body.field, warp(half.mesh.positions, between, body, share));
  return { skin, shapes: withoutShapes ? [] : makeShapes(half, skin, body, share) };
}

/** Skin weights and atlas: what follows from the topology alone. */
export interface SharedPart {
  weights: Float64Array[];
  atlas: Float64Array;
}

/** Weights and atlas of the topology. */
export function bakeShared(topology: Mesh): SharedPart {
  const between = betweenBody();
  const half = halfBodyOf(topology);
  const share = armShare(half.mesh.positions, between.arm, half.neighbours);
  const labels = skinLabels(half.mesh.positions, between, share);
  const weights = skinWeights(half.mesh.positions, half.neighbours, labels, sketchSkeleton(between));
  return { weights, atlas: makeAtlas(half, labels, between) };
}

/**
 * Makes the template file from nothing but the tables: the topology on a body half way between man and woman,
 * then each sex wrapped from it. The same input gives the same bytes on one platform; `exp` and `pow` may differ
 * in the last bit between platforms.
 */
export function bakeTemplate(options: BakeOptions = {}): Uint8Array {
  const topology = options.topology ?? bakeTopology();
  const half = halfBodyOf(topology);
  const between = betweenBody();
  const share = armShare(half.mesh.positions, between.arm, half.neighbours);
  const slots = fullSkeleton(sketchSkeleton(between));
  const { weights, atlas } = options.shared ?? bakeShared(topology);
  const parts = options.parts ?? [
    bakeSex(topology, 'male', options.withoutShapes),
    bakeSex(topology, 'female', options.withoutShapes),
  ];

  const writer = new TemplateWriter();
  const packed = packWeights(weights, slots, half.onPlane);
  const triangles = writer.add(Uint16Array.from(half.mesh.triangles));
  const uvs = writer.add(Uint16Array.from(atlas, (value) => Math.round(value * 65535)));
  const skinIndices = writer.add(packed.indices);
  const skinWeightSection = writer.add(packed.weights);
  const sexes = parts.map((part, sex) =>
    storeSex(writer, half, makeImplicitBody({ ...MEAN_BODY, sex }), part, share),
  );
  const index: TemplateIndex = {
    vertices: half.onPlane.length,
    triangles,
    uvs,
    skinIndices,
    skinWeights: skinWeightSection,
    bones: slots,
    male: sexes[MAN]!,
    female: sexes[WOMAN]!,
  };
  return writer.finish(index);
}

function storeSex(
  writer: TemplateWriter,
  half: HalfBody,
  body: ImplicitBody,
  { skin, shapes }: SexPart,
  share: Float64Array,
): StoredSex {
  const landmarks = findLandmarks(half, skin, body, share);
  const pack = (points: Record<string, HalfPoint>): Record<string, StoredPoint> =>
    Object.fromEntries(
      Object.entries(points).map(([name, { triangle, weights }]) => [
        name,
        [triangle, weights[0], weights[1]],
      ]),
    );
  const joints = sketchSkeleton(body).map((bone) => {
    const onArm =
      bone.name.startsWith('LeftArm') || bone.name.startsWith('LeftFore') || bone.name.startsWith('LeftHand');
    const ring = jointOnSkin(bone, skin, (v) => (onArm ? share[v]! > 0.3 : share[v]! < 0.7));
    return { vertices: ring.map((r) => r.vertex), weights: ring.map((r) => r.weight) };
  });
  return {
    positions: writer.add(Float32Array.from(skin, (value) => value / 100)),
    shapes: shapes.map((shape) => storeShape(writer, shape)),
    landmarks: { middle: pack(landmarks.middle), paired: pack(landmarks.paired) },
    joints,
  };
}

function storeShape(
  writer: TemplateWriter,
  { name, min, max, displacements }: HalfShape,
): StoredSex['shapes'][number] {
  let greatest = 0;
  for (const value of displacements) greatest = Math.max(greatest, Math.abs(value));
  const scale = greatest / 100 / 32767;
  const vertices: number[] = [];
  const steps: number[] = [];
  for (let v = 0; v < displacements.length / 3; v++) {
    const metres = [0, 1, 2].map((c) => displacements[v * 3 + c]! / 100);
    if (metres.every((value) => Math.abs(value) < NEGLIGIBLE)) continue;
    vertices.push(v);
    steps.push(...metres.map((value) => Math.round(value / scale)));
  }
  return {
    name,
    min,
    max,
    scale,
    vertices: writer.add(Uint16Array.from(vertices)),
    steps: writer.add(Int16Array.from(steps)),
  };
}
