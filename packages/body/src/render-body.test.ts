import { mannequin } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { ANGLES, renderBody } from './render-body.ts';

const template = mannequin();
const small = { template, positions: template.positions, width: 60, height: 90 };
const alpha = (data: Uint8Array) => data.filter((_, i) => i % 4 === 3);

describe('renderBody', () => {
  it('stands free in the middle from every side, the same every time', () => {
    for (const angle of ANGLES) {
      const { data, width, height } = renderBody({ ...small, angle });
      expect([width, height, data.length]).toEqual([60, 90, 60 * 90 * 4]);
      const covered = alpha(data);
      expect(covered[45 * 60 + 30]).toBe(255);
      const border = covered.filter((_, i) => i < 60 || i >= 89 * 60 || i % 60 === 0 || i % 60 === 59);
      expect(Math.max(...border)).toBe(0);
      expect(renderBody({ ...small, angle }).data).toEqual(data);
    }
  });

  it('is narrower from the side than from the front, and wider in the T-pose', () => {
    const area = (request: object) =>
      alpha(renderBody({ ...small, width: 90, ...request }).data).reduce((a, b) => a + b, 0);
    expect(area({ angle: 'side' })).toBeLessThan(0.8 * area({}));
    const columns = (request: object) => {
      const covered = alpha(renderBody({ ...small, width: 120, ...request }).data);
      return new Set([...covered.keys()].filter((i) => (covered[i] as number) > 0).map((i) => i % 120)).size;
    };
    expect(columns({ pose: 't' })).toBeGreaterThan(columns({}));
  });

  it('has the background that was chosen, and is transparent without one', () => {
    const blue = [0, 0, 255] as const;
    expect(Array.from(renderBody({ ...small, background: [blue, blue] }).data.slice(0, 4))).toEqual([
      0, 0, 255, 255,
    ]);
    expect(Array.from(renderBody(small).data.slice(0, 4))).toEqual([0, 0, 0, 0]);
  });
});
