import { bakedTemplate, cylinder, ellipsoid, moved, together } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { loadTemplate } from '../template/load-template.ts';
import { findMirrored, mirrorOf } from './mirror.ts';
import { findSelfIntersections } from './self-intersection.ts';

const template = loadTemplate(bakedTemplate(), 'male');
const shapes = template.shapes.map(({ displacements }) => displacements);

function shaped(coefficients: Readonly<Record<string, number>>): Float64Array {
  const positions = Float64Array.from(template.positions);
  for (const { name, displacements } of template.shapes) {
    const k = coefficients[name] ?? 0;
    for (let i = 0; i < positions.length; i++) {
      positions[i] = (positions[i] as number) + k * (displacements[i] as number);
    }
  }
  return positions;
}

const asSet = (pairs: Uint32Array): Set<string> =>
  new Set(Array.from({ length: pairs.length / 2 }, (_, i) => `${pairs[2 * i]},${pairs[2 * i + 1]}`));

describe('mirrorOf', () => {
  it('halves the baked template, each triangle beside its image', () => {
    const mirror = mirrorOf(template.positions, template.triangles, shapes);
    expect(mirror?.left).toHaveLength(template.triangles.length / 6);
    expect(new Set([...(mirror?.left ?? []), ...(mirror?.image ?? [])]).size).toBe(
      template.triangles.length / 3,
    );
  });

  it('finds no halves where there are none, or where a shape makes them differ', () => {
    const tube = moved(cylinder(0.2, 0.2, 1, 16), 0, 1, [0.3, 0, 0]);
    expect(mirrorOf(tube.positions, tube.triangles, [])).toBeUndefined();
    const lopsided = new Float32Array(template.positions.length);
    lopsided[1] = 0.01;
    lopsided[4] = 0.02;
    expect(mirrorOf(template.positions, template.triangles, [lopsided])).toBeUndefined();
    const both = together(ellipsoid(0.2, 0.5, 0.3, 8, 5));
    expect(
      mirrorOf(
        both.positions.map((value) => value + 0.001),
        both.triangles,
        [],
      ),
    ).toBeUndefined();
  });
});

describe('findMirrored', () => {
  const mirror = mirrorOf(template.positions, template.triangles, shapes);
  if (!mirror) throw new Error('The template has no halves.');

  it.each([
    [{}, false],
    [{ heavy: 1, obese: 1 }, false],
    [{ forearm: -9 }, true],
    [{ neckWidth: -14, upperArm: 9 }, true],
    [{ calf: -8, knee: 7 }, true],
  ])('finds in the half what the whole has: %j', (coefficients, tangled) => {
    const positions = shaped(coefficients);
    const whole = findSelfIntersections({ positions, triangles: template.triangles }).pairs;
    const half = findMirrored(mirror, positions);
    expect(half.length > 0).toBe(tangled);
    // Across the plane of symmetry only each triangle with its own image is named.
    const inHalf = asSet(half);
    expect([...asSet(whole)].some((pair) => inHalf.has(pair))).toBe(tangled);
    expect(whole.length > 0).toBe(tangled);
  });

  it('sees legs that have grown into each other', () => {
    const positions = shaped({ thigh: 9, midThigh: 12, knee: 9, calf: 12 });
    const across = [...findMirrored(mirror, positions)].filter(
      (triangle, i, all) => i % 2 === 0 && mirror.image[mirror.left.indexOf(triangle)] === all[i + 1],
    );
    expect(across.length).toBeGreaterThan(0);
    expect(findSelfIntersections({ positions, triangles: template.triangles }, 1).pairs).toHaveLength(2);
  });
});
