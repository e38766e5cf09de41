import { describe, expect, it } from 'vitest';
import { MEASUREMENT_KEYS, measurementKey, TAPE_DEFINITIONS, TAPE_KEYS } from './definitions.ts';
import { derivedFrom } from './derived.ts';
import { population, variableIndex } from './population.ts';
import { STATISTICS, STATISTICS_PROVENANCE, STATISTICS_VARIABLES } from './statistics.ts';

describe('definitions', () => {
  it.each([
    ['height', 'height'],
    ['shoulder_width', 'shoulderWidth'],
    ['chest_circumference', 'chest'],
    ['waist_circumference', 'waist'],
    ['hip_circumference', 'hip'],
    ['neck_circumference', 'neck'],
    ['arm_length', 'armLength'],
    ['inseam_length', 'inseam'],
    ['thigh_circumference', 'thigh'],
    ['calf_circumference', 'calf'],
    ['bicep_circumference', 'bicep'],
    ['forearm_circumference', 'forearm'],
    ['torso_length', 'torsoLength'],
    ['leg_length', 'legLength'],
    ['arm_span', 'armSpan'],
    ['chestCircumference', 'chest'],
    ['Natural Waist', 'waistNatural'],
    ['constructor', undefined],
    ['', undefined],
  ])('%s means %s', (name, key) => {
    expect(measurementKey(name)).toBe(key);
  });

  it('has no name for two measurements', () => {
    const names = TAPE_KEYS.flatMap((key) => [key, ...TAPE_DEFINITIONS[key].aliases]).map((name) =>
      name.toLowerCase(),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(TAPE_KEYS)('%s: range reaches four sigma of either sex beyond the mean', (key) => {
    const [low, high] = TAPE_DEFINITIONS[key].range;
    for (const sex of ['female', 'male'] as const) {
      const { mean, covariance } = population(sex);
      const i = variableIndex(key);
      const sigma = Math.sqrt(covariance[i * mean.length + i] ?? 0);
      expect(low).toBeLessThan((mean[i] ?? 0) - 3.9 * sigma);
      expect(high).toBeGreaterThan((mean[i] ?? 0) + 4 * sigma);
    }
  });

  it('has the fifteen of the specification', () => {
    expect(MEASUREMENT_KEYS).toHaveLength(15);
  });
});

describe('statistics', () => {
  it('are whole', () => {
    const n = STATISTICS_VARIABLES.length;
    const { female, male } = STATISTICS;
    expect(female.count + male.count).toBe(STATISTICS_PROVENANCE.people);
    for (const { mean, factor } of [female, male]) {
      expect(mean).toHaveLength(n);
      expect(factor).toHaveLength((n * (n + 1)) / 2);
      for (let i = 0; i < n; i++) expect(factor[(i * (i + 1)) / 2 + i]).toBeGreaterThan(0);
    }
  });
});

describe('derived measures', () => {
  it('agree with the six-site waist study within their sigma', () => {
    expect(Math.abs(derivedFrom('female', 'waistNatural', { waistOmphalion: 86.8 }) - 78.6)).toBeLessThan(
      0.5,
    );
    expect(Math.abs(derivedFrom('female', 'waist', { waistOmphalion: 86.8 }) - 82.4)).toBeLessThan(0.5);
    expect(Math.abs(derivedFrom('male', 'waistNatural', { waistOmphalion: 84.8 }) - 81)).toBeLessThan(2.4);
    expect(Math.abs(derivedFrom('male', 'waist', { waistOmphalion: 84.8 }) - 84.4)).toBeLessThan(1);
  });

  it('have the stated difference where it is taken to hold', () => {
    expect(79 - derivedFrom('female', 'waistNatural', { waistOmphalion: 79 })).toBeCloseTo(6.6, 9);
    expect(86 - derivedFrom('male', 'waistNatural', { waistOmphalion: 86 })).toBeCloseTo(2.3, 9);
  });
});
