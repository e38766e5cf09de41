import { describe, expect, it } from 'vitest';
import { complete, condition, estimate } from './complete.ts';
import { population, variableIndex } from './population.ts';
import { spreadByBuild } from './spread.ts';

const sigmaAt = (weight: number) =>
  complete({ sex: 'female', weight, measurements: { height: 165 } }).measurements.waist.sigma;

describe('spreadByBuild', () => {
  it('is wider for heavy people and narrower for slim ones, and stops where the survey ends', () => {
    const [plain] = condition({ sex: 'female', weight: 52, measurements: { height: 165 } });
    const before = plain ? estimate([plain], 'waist').sigma : 0;
    expect(sigmaAt(52)).toBeLessThan(before);
    expect(sigmaAt(95)).toBeGreaterThan(before * 1.2);
    expect(sigmaAt(180)).toBeCloseTo(sigmaAt(150), 1);
  });

  it('keeps means, symmetry and what was seen', () => {
    const before = population('male');
    const seen = variableIndex('chest');
    const { mean, covariance } = spreadByBuild('male', before, new Set([seen]));
    const n = mean.length;
    expect(mean).toEqual(before.mean);
    expect(covariance[seen * n + seen]).toBe(before.covariance[seen * n + seen]);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) expect(covariance[i * n + j]).toBe(covariance[j * n + i]);
    }
  });

  it('is part of the joint distribution that fitting and body types use', () => {
    const body = complete({ sex: 'male', weight: 120, measurements: { height: 178 } });
    expect(estimate(body.posterior, 'hip').sigma).toBe(body.measurements.hip.sigma);
    expect(body.measurements.height.sigma).toBe(0.6);
  });
});
