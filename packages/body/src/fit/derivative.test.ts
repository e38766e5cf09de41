import { mannequin } from '@likeness/test-kit/bodies';
import { expect, it } from 'vitest';
import { MESH_KEYS, RECIPES, type Recipe } from '../measure/recipes.ts';
import { takeMeasure } from '../measure/take.ts';
import { measureGradient } from './derivative.ts';
import { lazySurface } from './lazy-surface.ts';
import { shapeSpace } from './shape-space.ts';
import { volumeAt } from './shape-volume.ts';

const space = shapeSpace(mannequin());
// Not at the base: there rings lie exactly in measuring planes, and a girth has a corner instead of a slope.
const start = Float64Array.from(space.parameters, (_, i) => 0.21 + 0.04 * Math.sin(i));

it.each(MESH_KEYS)('the slope of %s is what trying shows', (key) => {
  const surface = lazySurface(space);
  const take = (coefficients: Float64Array) => {
    surface.reshape(coefficients);
    return takeMeasure(surface, space.frame, RECIPES[key] as Recipe, new Map());
  };
  const slope = measureGradient(space, surface, take(start));
  const wrong: string[] = [];
  space.parameters.forEach(({ name }, s) => {
    const tried = [1e-4, -1e-4].map((step) => {
      const moved = Float64Array.from(start);
      moved[s] = (moved[s] as number) + step;
      return take(moved).value;
    });
    const numeric = ((tried[0] as number) - (tried[1] as number)) / 2e-4;
    // Metres a unit of coefficient; the turn of limb planes is left out by design.
    if (!(Math.abs((slope[s] as number) - numeric) < 4e-4)) wrong.push(`${key} by ${name}`);
  });
  expect(wrong).toEqual([]);
});

it('the slope of the volume is what trying shows', () => {
  const gradient = volumeAt(space, start).gradient();
  space.parameters.forEach((_, s) => {
    const tried = [1e-4, -1e-4].map((step) => {
      const moved = Float64Array.from(start);
      moved[s] = (moved[s] as number) + step;
      return volumeAt(space, moved).volume;
    });
    expect(gradient[s]).toBeCloseTo(((tried[0] as number) - (tried[1] as number)) / 2e-4, 7);
  });
});
