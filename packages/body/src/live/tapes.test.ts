import { bakedTemplate, openBody } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { buildBody } from '../build-body.ts';
import { exportGlb } from '../gltf/export-glb.ts';
import type { Vec3 } from '../mesh/vec3.ts';
import { loadTemplate } from '../template/load-template.ts';
import type { ModelBody } from './model-frame.ts';
import { type Tape, tapesOf, tapesOfModel } from './tapes.ts';

const file = bakedTemplate();
const template = loadTemplate(file, 'female');
const request = { sex: 'female', measurements: { height: 168, chest: 92, waist: 74, hip: 99 } };
const body = buildBody({ template: () => template, request }).body;
if (!body) throw new Error('no body');
const { measured, positions } = body.fitted;
const tapes = tapesOf(measured, positions);
const tape = (key: string): Tape => tapes.find((one) => one.key === key) as Tape;

/** The way along a tape, round and back for one that is closed; cm. */
function lengthOf({ points, closed }: Tape): number {
  let sum = 0;
  for (let i = closed ? 0 : 3; i < points.length; i += 3) {
    const before = i === 0 ? points.length - 3 : i - 3;
    sum += Math.hypot(
      ...[0, 1, 2].map((axis) => (points[i + axis] as number) - (points[before + axis] as number)),
    );
  }
  return sum * 100;
}

describe('tapesOf', () => {
  it('draws each tape as long as what it measured', () => {
    expect(tapes.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['chest', 'waist', 'hip', 'torsoLength']),
    );
    for (const key of [
      'chest',
      'waist',
      'hip',
      'neck',
      'thigh',
      'calf',
      'bicep',
      'armLength',
      'armSpan',
      'inseam',
    ]) {
      expect(Math.abs(lengthOf(tape(key)) - tape(key).cm), key).toBeLessThan(0.02);
    }
    expect(Math.abs(tape('waist').cm - 74)).toBeLessThan(0.1);
  });

  it('draws the stature beside the body, from the floor to the crown', () => {
    const { points } = tape('height');
    const least = Math.min(...positions.filter((_, i) => i % 3 === 0));
    expect(points[0]).toBeLessThan(least);
    expect(Math.abs(points[1] as number)).toBeLessThan(1e-4);
    expect(Math.abs((points[4] as number) - 1.68)).toBeLessThan(1e-3);
  });
});

describe('tapesOfModel', () => {
  it.each(['meshopt', 'none'] as const)(
    'measures a file with %s as its body was measured',
    async (compression) => {
      const opened = await openBody(await exportGlb({ template, positions, compression }));
      const found = tapesOfModel(asModel(opened));
      expect(found.map(({ key }) => key)).toEqual(tapes.map(({ key }) => key));
      for (const { key, cm } of found) expect(Math.abs(cm - tape(key).cm), key).toBeLessThan(0.05);
    },
  );

  it('refuses what is no body of ours', async () => {
    const opened = await openBody(await exportGlb({ template, positions }));
    expect(() => tapesOfModel({ ...asModel(opened), landmarks: {} })).toThrow('landmark');
    expect(() => tapesOfModel({ ...asModel(opened), bones: [] })).toThrow('bone');
  });
});

/** The test's own reader gives the share of an arm instead of four bones. */
function asModel({
  points,
  faces,
  armShare,
  joints,
  landmarks,
}: Awaited<ReturnType<typeof openBody>>): ModelBody {
  const names = [...joints.keys()];
  const [hips, arm] = [names.indexOf('Hips'), names.indexOf('LeftArm')];
  return {
    positions: Float32Array.from(points.flat()),
    triangles: faces.flat(),
    bones: names.map((name) => ({ name, parent: -1, at: [...(joints.get(name) as Vec3)] as Vec3 })),
    skinIndices: armShare.flatMap(() => [arm, hips, 0, 0]),
    skinWeights: armShare.flatMap((share) => [share, 1 - share, 0, 0]),
    landmarks: Object.fromEntries([...landmarks].map(([name, at]) => [name, [...at] as Vec3])),
  };
}
