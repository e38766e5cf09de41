import { cylinder, ellipsoid, moved, together } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { framing, type OrthographicCamera, type PerspectiveCamera, projectionOf } from './camera.ts';
import { skyVisibility } from './occlusion.ts';
import { drawPicture, toByte, toLinear } from './picture.ts';
import { drawSilhouette } from './silhouette.ts';
import { drawVisibility } from './visibility.ts';

const level = (yaw: number, span = 2): OrthographicCamera => ({
  kind: 'orthographic',
  centre: [0, 0.5, 0],
  yaw,
  pitch: 0,
  span,
});

describe('cameras', () => {
  const at = (camera: Parameters<typeof projectionOf>[0], p: [number, number, number]) => {
    const out = new Float64Array(3);
    projectionOf(camera, 200, 100).project(...p, out, 0);
    return Array.from(out, (value) => Number(value.toFixed(6)) + 0);
  };

  it('look from the front, the left and behind', () => {
    expect(at(level(0), [0.5, 1, 0])).toEqual([125, 25, 0]);
    expect(at(level(Math.PI / 2), [0, 0.5, 0.5]).slice(0, 2)).toEqual([75, 50]);
    expect(at(level(Math.PI), [0.5, 0.5, 0]).slice(0, 2)).toEqual([75, 50]);
  });

  it('see by perspective: half as far is twice as large; nothing behind', () => {
    const camera = { kind: 'perspective', eye: [0, 0, 4], target: [0, 0, 0], fieldOfView: 1 } as const;
    const x = (z: number) =>
      (at({ ...camera, eye: [0, 0, 4], target: [0, 0, 0] }, [0.1, 0, z])[0] as number) - 100;
    expect(x(2)).toBeCloseTo(2 * x(0), 4);
    expect(at({ ...camera, eye: [0, 0, 4], target: [0, 0, 0] }, [0, 0, 5])[2]).toBeNaN();
  });

  it('draw a part of a picture as the whole shows it', () => {
    const whole: PerspectiveCamera = {
      kind: 'perspective',
      eye: [0.2, 1, 4],
      target: [0, 0.8, 0],
      fieldOfView: 1,
    };
    const part: PerspectiveCamera = {
      ...whole,
      fieldOfView: 2 * Math.atan(Math.tan(0.5) * 0.3),
      axis: [1.5, -0.5],
    };
    const [a, b] = [new Float64Array(3), new Float64Array(3)];
    projectionOf(whole, 200, 100).project(0.3, 1.2, 0.1, a, 0);
    projectionOf(part, 40, 30).project(0.3, 1.2, 0.1, b, 0);
    // The part's upper left corner lies at (100 − 1.5·40, 50 + 0.5·30) of the whole.
    expect([(b[0] as number) + 40, (b[1] as number) + 65]).toEqual([
      expect.closeTo(a[0] as number, 9),
      expect.closeTo(a[1] as number, 9),
    ]);
  });

  it('hold the whole body in the frame', () => {
    const body = moved(ellipsoid(0.3, 0.9, 0.2, 32, 16), 0, 1, [0.4, 0.1, -0.3]);
    for (const yaw of [0, 0.8, Math.PI / 2, 3]) {
      const { coverage } = drawSilhouette(body, framing(body.positions, yaw, 0.6), 60, 100);
      const rows = [0, 99].flatMap((y) => Array.from(coverage.slice(y * 60, y * 60 + 60)));
      expect(Math.max(...rows)).toBe(0);
      const inside = coverage.filter((c) => c > 0).length / coverage.length;
      expect(inside).toBeGreaterThan(0.2);
    }
  });
});

describe('drawSilhouette', () => {
  it('covers the area of the outline', () => {
    const { coverage } = drawSilhouette(cylinder(0.3, 0.2, 1, 256), level(0), 400, 400, 2);
    const area = coverage.reduce((sum, c) => sum + c / 255, 0) * (2 / 400) ** 2;
    expect(area).toBeCloseTo(0.6, 3);
    const side = drawSilhouette(cylinder(0.3, 0.2, 1, 256), level(Math.PI / 2), 400, 400, 2).coverage;
    expect(side.reduce((sum, c) => sum + c / 255, 0) * (2 / 400) ** 2).toBeCloseTo(0.4, 3);
  });

  it('leaves no hole between triangles', () => {
    const { coverage } = drawSilhouette(ellipsoid(0.4, 0.5, 0.4, 96, 48), level(0.3), 301, 301);
    for (let y = 90; y < 210; y++) {
      const row = coverage.slice(y * 301, y * 301 + 301);
      const first = row.indexOf(255);
      expect(row.slice(first, row.lastIndexOf(255) + 1).every((c) => c === 255)).toBe(true);
    }
  });
});

it('drawVisibility sees the nearer of two', () => {
  const one = cylinder(0.2, 0.2, 1, 16);
  const both = together(one, moved(one, 0, 1, [0, 0, 0.6]));
  const middle = 50 * 100 + 50;
  const half = both.triangles.length / 6;
  expect(drawVisibility(both, level(0), 100, 100).triangle[middle]).toBeGreaterThanOrEqual(half);
  expect(drawVisibility(both, level(Math.PI), 100, 100).triangle[middle]).toBeLessThan(half);
});

it('skyVisibility is open on a ball and dim between two close walls', () => {
  const ball = skyVisibility(ellipsoid(0.4, 0.4, 0.4, 48, 24));
  expect(ball.reduce((a, b) => a + b) / ball.length).toBeGreaterThan(0.93);
  const wall = cylinder(0.5, 0.1, 1, 64);
  const pair = together(wall, moved(wall, 0, 1, [0, 0, 0.24]));
  const open = skyVisibility(pair);
  const facing = 10 * 64; // ring 10, the vertex at +z of the first wall, towards the second
  expect(open[facing]).toBeLessThan(0.35);
  expect(open[facing + 32]).toBeGreaterThan(0.8);
});

describe('drawPicture', () => {
  const ball = ellipsoid(0.4, 0.4, 0.4, 64, 32);
  const camera: OrthographicCamera = { ...level(0, 1), centre: [0, 0.4, 0] };

  it('is transparent outside, soft at the edge, lit from the upper left', () => {
    const { data } = drawPicture(ball, { width: 100, height: 100, camera });
    const pixel = (x: number, y: number) => Array.from(data.slice((y * 100 + x) * 4, (y * 100 + x) * 4 + 4));
    expect(pixel(1, 1)).toEqual([0, 0, 0, 0]);
    expect(pixel(50, 50)[3]).toBe(255);
    expect(pixel(35, 35)[0]).toBeGreaterThan((pixel(68, 68)[0] as number) + 30);
    const alphas = new Set(data.filter((_, i) => i % 4 === 3));
    expect(alphas.size).toBeGreaterThan(4);
  });

  it('shows the background and the colour of each vertex', () => {
    const colour = new Uint8Array(ball.positions.length).map((_, i) => (i % 3 === 2 ? 200 : 20));
    const { data } = drawPicture(ball, {
      width: 40,
      height: 40,
      camera,
      colour,
      background: [
        [10, 20, 30],
        [10, 20, 30],
      ],
    });
    expect(Array.from(data.slice(0, 4))).toEqual([10, 20, 30, 255]);
    const middle = (20 * 40 + 20) * 4;
    expect(data[middle + 2]).toBeGreaterThan((data[middle] as number) + 60);
  });

  it('gives the same bytes again', () => {
    const once = drawPicture(ball, { width: 50, height: 50, camera });
    expect(drawPicture(ball, { width: 50, height: 50, camera }).data).toEqual(once.data);
  });

  it('encodes light and back', () => {
    for (let value = 0; value < 256; value++) expect(toByte(toLinear(value))).toBe(value);
  });
});
