import { describe, expect, it } from 'vitest';
import { LANDMARK_NAMES } from '../landmarks.ts';
import { overlaySvg } from './overlay-svg.ts';

const landmarks = LANDMARK_NAMES.map((_, i) => ({ x: i, y: 2 * i, visibility: i / 32 }));
const photo = { width: 300, height: 400, landmarks, outline: [] };

describe('overlaySvg', () => {
  it('draws every ring and point, and nothing that is no number', () => {
    const ring = [0, 0, 10, 0, 10, Number.NaN];
    const svg = overlaySvg({ ...photo, outline: [ring, [1, 1, 2, 1, 2, 2]] });
    expect(svg).toContain('viewBox="0 0 300 400"');
    expect(svg).toContain('M0 0L10 0L10 0ZM1 1L2 1L2 2Z');
    expect(svg.match(/<circle /g)).toHaveLength(33);
    expect(svg).not.toMatch(/NaN|undefined|<script|href/);
  });

  it('joins shoulders, hips and limbs, where both ends were seen', () => {
    const svg = overlaySvg(photo);
    // shoulders 11 and 12, left knee and ankle 25 and 27, right heel and foot 30 and 32
    for (const bone of ['M11 22L12 24', 'M25 50L27 54', 'M30 60L32 64']) expect(svg).toContain(bone);
    const oneShoulder = overlaySvg({ ...photo, landmarks: landmarks.slice(0, 12) });
    expect(oneShoulder).toContain('<path d="" fill="none"');
  });

  it('shows faintly what was guessed, and never nothing', () => {
    const opacities = [...overlaySvg(photo).matchAll(/ opacity="([\d.]+)"/g)].map(([, value]) =>
      Number(value),
    );
    expect([opacities[0], opacities[32]]).toEqual([0.15, 1]);
  });

  it('has a size of its own only when one is asked for', () => {
    expect(overlaySvg(photo)).toMatch(/^<svg xmlns="[^"]+" viewBox=/);
    expect(overlaySvg(photo, { width: 150, height: 200 })).toContain(
      'width="150" height="200" viewBox="0 0 300 400"',
    );
  });
});
