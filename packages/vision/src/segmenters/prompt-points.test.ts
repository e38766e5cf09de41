import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Landmark, Photo, Pose } from '../types.ts';
import { personBox } from './person-box.ts';
import { promptPoints } from './prompt-points.ts';

const photo: Photo = { width: 200, height: 300, rgb: new Uint8Array(0) };
const landmark = (x: number, y: number, visibility = 1): Landmark => ({
  x,
  y,
  z: 0,
  visibility,
  presence: 1,
});

/** A person as a box from 80 to 120 and 50 to 250, in a mask of 4 pixels a cell that reaches beyond the photo. */
function poseWith(landmarks: readonly Landmark[]): Pose {
  const isPerson = (x: number, y: number): boolean => x > 80 && x < 120 && y > 50 && y < 250;
  const probability = Float32Array.from({ length: 80 * 80 }, (_, i) =>
    isPerson(((i % 80) + 0.5) * 4 - 60, (Math.floor(i / 80) + 0.5) * 4 - 10) ? 0.95 : 0.001,
  );
  const mask = { width: 80, height: 80, left: -60, top: -10, step: 4, probability };
  return { score: 1, landmarks, world: [], mask, others: 0 };
}

describe('personBox', () => {
  it('holds the person with a margin, within the photo', () => {
    const box = personBox(photo, poseWith([]).mask);
    expect(box.left).toBeGreaterThan(50);
    expect(box.left).toBeLessThan(80);
    expect(box.bottom).toBeGreaterThan(250);
    expect(box.bottom).toBeLessThanOrEqual(300);
  });

  it('is the whole photo where the mask shows nobody', () => {
    const mask = { width: 1, height: 1, left: 0, top: 0, step: 9, probability: Float32Array.of(0.1) };
    expect(personBox(photo, mask)).toEqual({ left: 0, top: 0, right: 200, bottom: 300 });
  });
});

describe('promptPoints', () => {
  it('points at what is seen of the person, and beside them, never at the wrong side', () => {
    const places = fc.record({
      x: fc.double({ min: -50, max: 250, noNaN: true }),
      y: fc.double({ min: -50, max: 350, noNaN: true }),
      visibility: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(places, { minLength: 33, maxLength: 33 }), (all) => {
        const pose = poseWith(all.map(({ x, y, visibility }) => landmark(x, y, visibility)));
        const { inside, outside } = promptPoints(photo, pose, personBox(photo, pose.mask));
        for (const { x, y } of inside) {
          expect(x > 76 && x < 124 && y > 46 && y < 254).toBe(true);
        }
        expect(outside.length).toBeGreaterThan(6);
        for (const { x, y } of outside) {
          expect(x >= 0 && x <= 200 && y >= 0 && y <= 300).toBe(true);
          expect(x > 80 && x < 120 && y > 50 && y < 250).toBe(false);
        }
      }),
    );
  });

  it('leaves out what is hidden', () => {
    const pose = poseWith(
      Array.from({ length: 33 }, (_, i) => landmark(100, 60 + i * 5, i === 11 ? 0.2 : 0.9)),
    );
    const { inside } = promptPoints(photo, pose, personBox(photo, pose.mask));
    expect(inside).toHaveLength(12);
    expect(inside).not.toContainEqual({ x: 100, y: 60 + 11 * 5 });
  });
});
