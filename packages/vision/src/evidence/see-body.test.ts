import { complete, condition, type KnownBody, measureBody, type Sex } from '@likeness/body';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DrawnPhoto } from '../demo/draw-photo.ts';
import { LANDMARK, type LandmarkName } from '../landmarks.ts';
import { traceRings } from '../silhouette/trace-rings.ts';
import { averageSitter, drawAverage } from '../testing/drawn-people.ts';
import type { Landmark } from '../types.ts';
import { seeBody, type View } from './see-body.ts';

/** Bones whose joints lie where MediaPipe has its points. */
const BONES: Readonly<Partial<Record<LandmarkName, string>>> = {
  nose: 'Head',
  leftEar: 'Head',
  rightEar: 'Head',
  leftShoulder: 'LeftArm',
  rightShoulder: 'RightArm',
  leftElbow: 'LeftForeArm',
  rightElbow: 'RightForeArm',
  leftWrist: 'LeftHand',
  rightWrist: 'RightHand',
  leftIndex: 'LeftHandIndex1',
  rightIndex: 'RightHandIndex1',
  leftHip: 'LeftUpLeg',
  rightHip: 'RightUpLeg',
  leftKnee: 'LeftLeg',
  rightKnee: 'RightLeg',
  leftAnkle: 'LeftFoot',
  rightAnkle: 'RightFoot',
};

/** The view that a perfect network would give of a drawn photo. @param add marks pixels that are taken for the person */
function viewOf(drawn: DrawnPhoto, kind: 'front' | 'side', add?: (x: number, y: number) => boolean): View {
  const { photo, coverage, joints } = drawn;
  const landmarks = Array.from(
    { length: 33 },
    (): Landmark => ({ x: 0, y: 0, z: 0, visibility: 1, presence: 1 }),
  );
  for (const [name, bone] of Object.entries(BONES)) {
    const place = joints[bone];
    if (place) landmarks[LANDMARK[name as LandmarkName]] = { ...place, z: 0, visibility: 1, presence: 1 };
  }
  const probability = Float32Array.from(coverage, (value, i) =>
    add?.(i % photo.width, Math.floor(i / photo.width)) ? 1 : value / 255,
  );
  const { width, height } = photo;
  const [ring] = traceRings({ width, height, probability, left: 0, top: 0, step: 1 });
  const outline = ring as Float64Array;
  return {
    kind,
    photo,
    landmarks,
    outline: { rings: [outline] },
  };
}

const SIZE = { width: 900, height: 1200 } as const;
const sex: Sex = 'male';
const truth = measureBody(averageSitter(sex).template, averageSitter(sex).positions);
const known: KnownBody = { sex, measurements: { height: truth.height.cm } };
const photos = {} as Record<'front' | 'side', DrawnPhoto>;

beforeAll(async () => {
  photos.front = await drawAverage(sex, { ...SIZE, kind: 'front' });
  photos.side = await drawAverage(sex, { ...SIZE, kind: 'side' });
});

describe('seeBody', () => {
  it('finds the body and where the cameras stood', () => {
    const seen = seeBody([viewOf(photos.front, 'front'), viewOf(photos.side, 'side')], condition(known));
    for (const [i, kind] of (['front', 'side'] as const).entries()) {
      const { geometry, usable } = seen.views[i] as (typeof seen.views)[number];
      const { distance } = photos[kind].camera;
      expect((geometry.distance * truth.height.cm) / 100 / distance).toBeGreaterThan(0.96);
      expect((geometry.distance * truth.height.cm) / 100 / distance).toBeLessThan(1.04);
      expect(Math.abs(geometry.pitch - photos[kind].camera.pitch)).toBeLessThan(0.09);
      expect(usable).toBeGreaterThan(0.85);
    }
    const { measurements } = complete({ ...known, photo: seen.evidence ?? undefined });
    for (const key of ['chest', 'waist', 'hip', 'thigh', 'calf', 'inseam'] as const) {
      const off = Math.abs(measurements[key].cm - truth[key].cm);
      expect(off, key).toBeLessThan(3 * measurements[key].sigma);
      expect(off, key).toBeLessThan(4);
    }
  });

  it('leaves out what no body has: a chair taken for the back', () => {
    const { joints } = photos.side;
    const [hip, knee] = [joints.LeftUpLeg, joints.LeftLeg] as [
      { x: number; y: number },
      { x: number; y: number },
    ];
    const thigh = knee.y - hip.y;
    const chair = (x: number, y: number) =>
      Math.abs(x - hip.x) < 0.75 * thigh && y > hip.y - 0.7 * thigh && y < hip.y - 0.1 * thigh;
    const seen = seeBody(
      [viewOf(photos.front, 'front'), viewOf(photos.side, 'side', chair)],
      condition(known),
    );
    expect(seen.views[1]?.usable).toBeLessThan(0.85);
    const { waist, hip: hips } = complete({ ...known, photo: seen.evidence ?? undefined }).measurements;
    expect(Math.abs(waist.cm - truth.waist.cm)).toBeLessThan(3 * waist.sigma);
    expect(Math.abs(hips.cm - truth.hip.cm)).toBeLessThan(3 * hips.sigma);
  });

  it('says of a picture of something else that nothing can be used', () => {
    const front = viewOf(photos.front, 'front');
    const { width, height } = front.photo;
    const box = Float64Array.from(
      [0.2, 0.1, 0.8, 0.1, 0.8, 0.9, 0.2, 0.9].map((v, i) => v * (i % 2 ? height : width)),
    );
    const seen = seeBody([{ ...front, outline: { rings: [box] } }], condition(known));
    expect(seen.views[0]?.usable).toBeLessThan(0.5);
  });

  it('gives finite numbers without a height, a sex or a focal length', () => {
    const front = viewOf(photos.front, 'front');
    const { focalLength: _, ...photo } = front.photo;
    const seen = seeBody([{ ...front, photo }], condition({ measurements: {} }));
    expect(seen.evidence?.shares.every(Number.isFinite)).toBe(true);
    expect(seen.evidence?.noise.every(Number.isFinite)).toBe(true);
    const { measurements, sexProbability } = complete({
      measurements: {},
      photo: seen.evidence ?? undefined,
    });
    expect(Object.values(measurements).every(({ cm, sigma }) => Number.isFinite(cm) && sigma > 0)).toBe(true);
    expect(sexProbability.male + sexProbability.female).toBeCloseTo(1, 9);
  });
});
