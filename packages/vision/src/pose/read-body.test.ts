import { describe, expect, it } from 'vitest';
import { type BodyOutput, nextCrop, readLandmarks, readMask, readWorld } from './read-body.ts';

const crop = { left: 100, top: -50, side: 512 };
const photo = { width: 700, height: 500, rgb: new Uint8Array(0) };

/** Every point in the middle of the input; heat maps that are sure of nothing. */
function output(): BodyOutput {
  const points = new Float32Array(195);
  for (let i = 0; i < 39; i += 1) points.set([128, 128, -64, 2, -2], i * 5);
  return {
    points,
    score: 1,
    mask: new Float32Array(256 * 256).fill(-4),
    heat: new Float32Array(64 * 64 * 39).fill(-9),
    world: Float32Array.from({ length: 117 }, (_, i) => i),
  };
}

const heatAt = (body: BodyOutput, map: number, column: number, row: number, logit: number): void => {
  body.heat[(row * 64 + column) * 39 + map] = logit;
};

describe('readLandmarks', () => {
  it('places points in pixels of the photo, depth in the same unit', () => {
    const landmarks = readLandmarks(output(), crop);
    expect(landmarks).toHaveLength(33);
    expect(landmarks[32]).toMatchObject({ x: 356, y: 206, z: -128 });
    expect(landmarks[0]?.visibility).toBeCloseTo(0.8808, 4);
    expect(landmarks[0]?.presence).toBeCloseTo(0.1192, 4);
  });

  it('moves a point to the middle of its own heat, within three cells, where that is sure', () => {
    const body = output();
    heatAt(body, 5, 34, 30, 20);
    heatAt(body, 6, 34, 30, -0.1);
    heatAt(body, 7, 36, 30, 20);
    const landmarks = readLandmarks(body, crop);
    // A cell is 8 pixels; the faint rest of the window pulls a little towards the point.
    expect(landmarks[5]?.x).toBeCloseTo(100 + 34 * 8, 0);
    expect(landmarks[5]?.y).toBeCloseTo(-50 + 30 * 8, 0);
    for (const i of [4, 6, 7]) expect(landmarks[i]).toMatchObject({ x: 356, y: 206 });
  });

  it('keeps a point beyond the crop', () => {
    const body = output();
    body.points.set([300, -10], 0);
    expect(readLandmarks(body, crop)[0]).toMatchObject({ x: 700, y: -70 });
  });
});

describe('nextCrop', () => {
  it('lies round the hips, as wide as the circle and a margin', () => {
    const body = output();
    body.points.set([128, 28], 34 * 5);
    const next = nextCrop(photo, body, crop);
    expect(next?.side).toBeCloseTo(2 * 1.25 * 200, 6);
    expect((next?.left ?? 0) + (next?.side ?? 0) / 2).toBeCloseTo(356, 6);
    expect((next?.top ?? 0) + (next?.side ?? 0) / 2).toBeCloseTo(206, 6);
  });

  it('is none for points that coincide, lie outside or are no numbers', () => {
    const same = output();
    expect(nextCrop(photo, same, crop)).toBeNull();
    const outside = output();
    outside.points.set([-80, 128], 33 * 5);
    expect(nextCrop(photo, outside, crop)).toBeNull();
    const broken = output();
    broken.points.set([Number.NaN, Number.NaN], 34 * 5);
    expect(nextCrop(photo, broken, crop)).toBeNull();
  });
});

describe('readMask and readWorld', () => {
  it('lays probabilities over the crop', () => {
    const body = output();
    body.mask[256 * 3 + 7] = 4;
    const mask = readMask(body, crop);
    expect(mask).toMatchObject({ width: 256, height: 256, left: 100, top: -50, step: 2 });
    expect(mask.probability[256 * 3 + 7]).toBeCloseTo(0.982, 3);
    expect(mask.probability[0]).toBeCloseTo(0.018, 3);
  });

  it('takes the first 33 of 39 places in metres', () => {
    const world = readWorld(output());
    expect(world).toHaveLength(33);
    expect(world[32]).toEqual({ x: 96, y: 97, z: 98 });
  });
});
