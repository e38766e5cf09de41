import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyError } from '../errors.ts';
import { complete, condition, estimate } from './complete.ts';
import type { Sex } from './definitions.ts';
import { MEASUREMENT_KEYS, OFFERED_KEYS } from './definitions.ts';
import { cholesky } from './gaussian.ts';
import type { BodyKey } from './population.ts';
import { BODY_KEYS, POPULATION_VARIABLES, population, variableIndex } from './population.ts';

/** A person as the population draws them: a few of the measures, at up to 2.5 sigma from the mean. */
const person = fc.record({
  sex: fc.constantFrom<Sex>('female', 'male'),
  drawn: fc.uniqueArray(
    fc.record({
      key: fc.constantFrom<BodyKey>(...MEASUREMENT_KEYS, ...OFFERED_KEYS, 'waistBreadth', 'hipDepth'),
      z: fc.double({ min: -2.5, max: 2.5, noNaN: true }),
      sigma: fc.constantFrom(0, 0.3, 1, 3),
    }),
    { selector: ({ key }) => key, minLength: 1, maxLength: 10 },
  ),
});

function knownOf({ sex, drawn }: { sex: Sex; drawn: readonly { key: BodyKey; z: number; sigma: number }[] }) {
  const { mean, covariance } = population(sex);
  const n = mean.length;
  const measurements = Object.fromEntries(
    drawn.map(({ key, z, sigma }) => {
      const i = variableIndex(key);
      const cm = (mean[i] ?? 0) + z * Math.sqrt(covariance[i * n + i] ?? 0);
      return [key, { cm, sigma, source: 'measured' as const }];
    }),
  );
  return { sex, measurements };
}

const variance = (covariance: Float64Array, i: number) =>
  covariance[i * POPULATION_VARIABLES.length + i] ?? 0;

describe('complete', () => {
  it('answers every measurement from nothing at all, wide', () => {
    const body = complete({ measurements: {} });
    for (const key of MEASUREMENT_KEYS) {
      const value = body.measurements[key];
      expect(value.source).toBe('inferred');
      expect(value.low90).toBeLessThan(value.cm);
      expect(value.high90).toBeGreaterThan(value.cm);
      expect(value.definition.length).toBeGreaterThan(20);
    }
    expect(body.sexProbability.female).toBeCloseTo(0.5, 9);
    expect(body.measurements.height.high90 - body.measurements.height.low90).toBeGreaterThan(28);
  });

  it('tells the sexes apart from measures that differ', () => {
    const man = complete({ measurements: { height: 182, shoulderWidth: 43, neck: 41 } });
    expect(man.sexProbability.male).toBeGreaterThan(0.99);
    const woman = complete({ measurements: { height: 162, shoulderWidth: 35, neck: 31 } });
    expect(woman.sexProbability.female).toBeGreaterThan(0.99);
  });

  it('gives measured and declared values back as they were given, a photo’s fused with the rest', () => {
    const body = complete({
      sex: 'female',
      weight: 64,
      measurements: {
        height: { cm: 170, source: 'declared' },
        waist: 74,
        hip: { cm: 104, sigma: 2.5, source: 'photo' },
      },
    });
    expect(body.measurements.height).toMatchObject({ cm: 170, sigma: 2.7, source: 'declared' });
    expect(body.measurements.waist).toMatchObject({ cm: 74, sigma: 1.1, source: 'measured' });
    expect(body.weight).toMatchObject({ kg: 64, source: 'measured' });
    expect(body.measurements.hip.source).toBe('photo');
    expect(body.measurements.hip.cm).not.toBe(104);
    expect(body.measurements.hip.sigma).toBeLessThan(2.5);
  });

  it('lets an uncertain height widen what hangs on it', () => {
    const at = (sigma: number) =>
      complete({ sex: 'male', measurements: { height: { cm: 180, sigma } } }).measurements.inseam.sigma;
    expect(at(3)).toBeGreaterThan(at(0.5));
  });

  it('knows more of a heavy person than of one of unknown weight', () => {
    const heavy = complete({ sex: 'male', weight: 110, measurements: { height: 175 } });
    const unknown = complete({ sex: 'male', measurements: { height: 175 } });
    expect(heavy.measurements.waist.cm).toBeGreaterThan(unknown.measurements.waist.cm + 10);
    expect(heavy.measurements.waist.sigma).toBeLessThan(unknown.measurements.waist.sigma / 2);
  });

  it.each([
    { measurements: { height: Number.NaN } },
    { measurements: { height: -170 } },
    { measurements: { height: { cm: 170, sigma: -1 } } },
    { measurements: { chest: Number.POSITIVE_INFINITY } },
    { measurements: {}, weight: 0 },
    { measurements: { wings: 12 } as never },
  ])('refuses %j', (known) => {
    expect(() => complete(known)).toThrow(BodyError);
  });
});

describe('the conditional normal', () => {
  it('gives a value back that is known exactly', () => {
    fc.assert(
      fc.property(person, (drawn) => {
        const known = knownOf(drawn);
        const posterior = condition(known);
        for (const { key, sigma } of drawn.drawn) {
          if (sigma !== 0) continue;
          // Derived waists have an error of their own, so no set of tape measures can contradict itself.
          const value = estimate(posterior, key);
          expect(value.cm).toBeCloseTo(known.measurements[key]?.cm ?? 0, 6);
          expect(value.sigma).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never grows less certain by knowing more', () => {
    fc.assert(
      fc.property(person, (drawn) => {
        const fewer = condition(knownOf({ ...drawn, drawn: drawn.drawn.slice(1) }))[0]?.gaussian;
        const more = condition(knownOf(drawn))[0]?.gaussian;
        if (!fewer || !more) throw new Error('no posterior');
        for (let i = 0; i < POPULATION_VARIABLES.length; i++) {
          expect(variance(more.covariance, i)).toBeLessThanOrEqual(variance(fewer.covariance, i) + 1e-8);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not mind the order in which values are listed', () => {
    fc.assert(
      fc.property(person, (drawn) => {
        const one = complete(knownOf(drawn));
        const other = complete(knownOf({ ...drawn, drawn: drawn.drawn.toReversed() }));
        expect(other.measurements).toEqual(one.measurements);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the covariance symmetric and positive semidefinite', () => {
    fc.assert(
      fc.property(person, (drawn) => {
        const gaussian = condition(knownOf(drawn))[0]?.gaussian;
        if (!gaussian) throw new Error('no posterior');
        const n = gaussian.mean.length;
        const factor = cholesky(gaussian.covariance, n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            let product = 0;
            for (let k = 0; k <= j; k++) product += (factor[i * n + k] ?? 0) * (factor[j * n + k] ?? 0);
            expect(Math.abs(product - (gaussian.covariance[i * n + j] ?? 0))).toBeLessThan(1e-5);
            expect(gaussian.covariance[i * n + j]).toBe(gaussian.covariance[j * n + i]);
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it('has every variable of the statistics in its place', () => {
    for (const key of BODY_KEYS) expect(variableIndex(key)).toBeGreaterThanOrEqual(0);
    for (const sex of ['female', 'male'] as const) {
      const { mean } = population(sex);
      expect(mean[variableIndex('height')]).toBeCloseTo(sex === 'female' ? 162.9 : 175.6, 0);
      const [natural, iso, navel] = (['waistNatural', 'waist', 'waistOmphalion'] as const).map(
        (key) => mean[variableIndex(key)] ?? 0,
      );
      expect(natural).toBeLessThan(iso ?? 0);
      expect(iso).toBeLessThan(navel ?? 0);
    }
  });
});
