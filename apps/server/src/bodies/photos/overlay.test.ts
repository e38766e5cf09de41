import { expect, it } from 'vitest';
import { LANDMARK_NAMES, overlaySvg } from './overlay.ts';

const landmarks = LANDMARK_NAMES.map((_, i) => ({ x: i, y: 2 * i, z: 0, visibility: i / 33, presence: 1 }));
const photo = { kind: 'front' as const, width: 300, height: 400, landmarks, world: [], camera: null };

it('knows 33 points, in the order of MediaPipe', () => {
  expect(LANDMARK_NAMES).toHaveLength(33);
  expect([0, 1, 4, 7, 11, 16, 23, 32].map((i) => LANDMARK_NAMES[i])).toEqual([
    'nose',
    'left eye inner',
    'right eye inner',
    'left ear',
    'left shoulder',
    'right wrist',
    'left hip',
    'right foot index',
  ]);
});

it('draws every ring and point, and nothing that is no number', () => {
  const ring = [0, 0, 10, 0, 10, Number.NaN];
  const svg = overlaySvg({ ...photo, outline: [ring, [1, 1, 2, 1, 2, 2]] });
  expect(svg).toContain('viewBox="0 0 300 400"');
  expect(svg).toContain('M0 0L10 0L10 0ZM1 1L2 1L2 2Z');
  expect(svg.match(/<circle /g)).toHaveLength(33);
  expect(svg).not.toMatch(/NaN|undefined|<script|href/);
});
