import { describe, expect, it } from 'vitest';
import type { Photo, Pose } from '../types.ts';
import { checkPair } from './check-pair.ts';
import { stickFigure } from './testing/stick-figure.ts';

const front = stickFigure();
const side = { ...stickFigure({ yaw: 90, arms: 5 }), kind: 'side' as const };
const codes = (a: typeof front, b: typeof front) =>
  checkPair(a, b).map(({ code, severity }) => `${severity} ${code}`);

function mirrored(photo: Photo): Photo {
  const { width } = photo;
  const from = (i: number) => {
    const pixel = Math.floor(i / 3);
    return (pixel - (pixel % width) + width - 1 - (pixel % width)) * 3 + (i % 3);
  };
  return { ...photo, rgb: photo.rgb.map((_, i) => photo.rgb[from(i)] as number) };
}

describe('checkPair', () => {
  it('lets a front and a side photo of one person pass, at other distances too', () => {
    expect(codes(front, side)).toEqual([]);
    expect(codes(stickFigure({ tall: 500 }), { ...side, pose: { ...side.pose } })).toEqual([]);
  });

  it('notices the same photo, brighter, mirrored or saved again', () => {
    const twice = ['error same_photo_twice'];
    expect(codes(front, { ...front, kind: 'side' })).toEqual(twice);
    const { photo } = front;
    const other = { ...photo, rgb: photo.rgb.map((value, i) => Math.min(255, value * 1.15 + (i % 5))) };
    expect(codes(front, { ...front, kind: 'side', photo: other })).toEqual(twice);
    expect(codes(front, { ...front, kind: 'side', photo: mirrored(photo) })).toEqual(twice);
  });

  it('notices a side photo of somebody built otherwise', () => {
    const moved = (by: number): Pose => ({
      ...side.pose,
      landmarks: side.pose.landmarks.map((l, i) => (i === 23 || i === 24 ? { ...l, y: l.y + by * 700 } : l)),
    });
    expect(codes(front, { ...side, pose: moved(0.04) })).toEqual([]);
    expect(codes(front, { ...side, pose: moved(0.12) })).toEqual(['error unlike_each_other']);
    expect(codes(front, { ...side, pose: moved(-0.12) })).toEqual(['error unlike_each_other']);
  });
});
