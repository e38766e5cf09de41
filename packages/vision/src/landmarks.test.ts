import { expect, it } from 'vitest';
import { LANDMARK, LANDMARK_NAMES } from './landmarks.ts';

it('knows 33 points, in the order of MediaPipe', () => {
  expect(Object.values(LANDMARK)).toEqual(Array.from({ length: 33 }, (_, i) => i));
  expect([0, 1, 4, 7, 9, 11, 16, 23, 32].map((i) => LANDMARK_NAMES[i])).toEqual([
    'nose',
    'left eye inner',
    'right eye inner',
    'left ear',
    'mouth left',
    'left shoulder',
    'right wrist',
    'left hip',
    'right foot index',
  ]);
});
