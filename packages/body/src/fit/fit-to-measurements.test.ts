import { mannequin } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { measureBody } from '../measure/measure-body.ts';
import { condition } from '../measurements/complete.ts';
import type { Gaussian } from '../measurements/gaussian.ts';
import type { BodyKey } from '../measurements/population.ts';
import { fitToMeasurements } from './fit-to-measurements.ts';
import { positionsAt, shapeSpace } from './shape-space.ts';

const template = mannequin();
const space = shapeSpace(template);

const posteriorOf = (targets: Partial<Record<BodyKey, number>>): Gaussian =>
  condition({ sex: 'male', measurements: targets })[0]?.gaussian as Gaussian;

/** What a body of the mannequin's own shapes measures: targets that can surely be met. */
function reachable(seed: number): Partial<Record<BodyKey, number>> {
  const values = Float64Array.from(space.parameters, ({ name }, i) =>
    name === 'heavy'
      ? 0.15 + 0.1 * Math.sin(seed)
      : ['slim', 'obese'].includes(name)
        ? 0
        : 1.2 * Math.sin(seed * 7 + i * 3),
  );
  const body = measureBody(template, positionsAt(space, values));
  const keys: BodyKey[] = [
    'height',
    'chest',
    'waist',
    'hip',
    'neck',
    'thigh',
    'calf',
    'bicep',
    'inseam',
    'armLength',
  ];
  return Object.fromEntries(keys.map((key) => [key, body[key]?.cm ?? 0]));
}

describe('fitToMeasurements', () => {
  it('meets ten measures at once, re-measured from the finished vertices', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const targets = reachable(seed);
      const fitted = fitToMeasurements({ template, sex: 'male', targets, posterior: posteriorOf(targets) });
      expect(fitted.outOfReach).toEqual([]);
      const again = measureBody(template, fitted.positions);
      const off = Object.entries(targets).map(([key, cm]) => Math.abs((again[key as BodyKey]?.cm ?? 0) - cm));
      expect(Math.max(...off)).toBeLessThan(0.1);
      expect(fitted.untangled).toBe(false);
      let floor = Infinity;
      for (let i = 1; i < fitted.positions.length; i += 3)
        floor = Math.min(floor, fitted.positions[i] as number);
      expect(Math.abs(floor)).toBeLessThan(1e-7);
    }
  });

  it('gives the same body for the same request', () => {
    const { chest, waist, hip, height } = reachable(3) as Record<string, number>;
    const targets = { chest, waist, hip, height } as Record<string, number>;
    const once = fitToMeasurements({ template, sex: 'male', targets, posterior: posteriorOf(targets) });
    const twice = fitToMeasurements({ template, sex: 'male', targets, posterior: posteriorOf(targets) });
    expect(twice.positions).toEqual(once.positions);
    expect(twice.coefficients).toEqual(once.coefficients);
  });

  it('says what is out of reach and how far', () => {
    const targets = { ...reachable(2), neck: 110 };
    const fitted = fitToMeasurements({
      template,
      sex: 'male',
      targets,
      posterior: posteriorOf(reachable(2)),
    });
    expect(fitted.closes).toBe(false);
    expect(fitted.outOfReach.map(({ key }) => key)).toContain('neck');
    const neck = fitted.outOfReach.find(({ key }) => key === 'neck');
    expect(neck?.off).toBeLessThan(-5);
    expect(neck?.target).toBe(110);
  });

  it('leans to the expected weight where the tape leaves room', () => {
    const { height, neck } = reachable(1) as { height: number; neck: number };
    const targets = { height, neck };
    const kgOf = (kg: number) =>
      fitToMeasurements({
        template,
        sex: 'male',
        targets,
        posterior: posteriorOf(targets),
        weight: { kg, sigma: 0.5 },
      }).kg;
    expect(kgOf(75)).toBeGreaterThan(kgOf(50) + 5);
  });
});
