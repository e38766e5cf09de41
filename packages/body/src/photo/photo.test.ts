import { bakedTemplate } from '@likeness/test-kit/bodies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBody } from '../build-body.ts';
import { measureBody } from '../measure/measure-body.ts';
import { complete, condition } from '../measurements/complete.ts';
import type { Sex } from '../measurements/definitions.ts';
import { loadTemplate } from '../template/load-template.ts';
import { drawPerson, randomFrom } from './draw-person.ts';
import { meshRows } from './mesh-rows.ts';
import { observePhoto } from './observe-photo.ts';
import type { PhotoEvidence } from './photo-evidence.ts';
import { featuresOf, PHOTO_FEATURES } from './photo-features.ts';

const templates = new Map<Sex, ReturnType<typeof loadTemplate>>();
const template = (sex: Sex) => {
  const known = templates.get(sex) ?? loadTemplate(bakedTemplate(), sex);
  templates.set(sex, known);
  return known;
};

/** What perfect photos of a body would tell, each share with this error. */
function perfect(sex: Sex, positions: Float32Array, only: RegExp = /./, sigma = 0.001): PhotoEvidence {
  const rows = meshRows(template(sex), positions);
  const seen = featuresOf(rows).flatMap((share, f) => {
    const name = PHOTO_FEATURES[f] as string;
    return share !== undefined && only.test(name) ? [{ name, share }] : [];
  });
  const m = seen.length;
  return {
    version: 1,
    features: seen.map(({ name }) => name),
    shares: seen.map(({ share }) => share),
    noise: Array.from({ length: m * m }, (_, i) => (i % (m + 1) === 0 ? sigma * sigma : 0)),
  };
}

const SOMEBODY = { sex: 'female', measurements: { height: 168, chest: 104, waist: 88, hip: 110 } } as const;

describe('a body from photos', () => {
  it('reads breadths off a mesh where its tape measures them', () => {
    const { positions } = template('male');
    const { front, side, stature } = meshRows(template('male'), positions);
    const measured = measureBody(template('male'), positions);
    const level = (measured.navelHeight?.cm ?? 0) / 100 / stature;
    expect(stature * 100).toBeCloseTo(measured.height.cm, 0);
    expect((front.body(level) ?? 0) * stature * 100).toBeCloseTo(measured.waistBreadth?.cm ?? 0, 0);
    expect((side.depth(level) ?? 0) * stature * 100).toBeCloseTo(measured.waistDepth?.cm ?? 0, 0);
  });

  it('finds the measures of a body by its breadths, its depths and its height', () => {
    const { body } = buildBody({ template, request: SOMEBODY });
    const photo = perfect('female', body?.fitted.positions as Float32Array);
    const seen = complete({ sex: 'female', measurements: { height: 168 }, photo }).measurements;
    const alone = complete({ sex: 'female', measurements: { height: 168 } }).measurements;
    for (const key of ['chest', 'waist', 'hip', 'thigh', 'calf'] as const) {
      const truth = body?.completed.measurements[key].cm as number;
      expect(Math.abs(seen[key].cm - truth), key).toBeLessThan(3 * seen[key].sigma);
      expect(Math.abs(seen[key].cm - truth), key).toBeLessThan(3);
      expect(seen[key].sigma, key).toBeLessThan(0.6 * alone[key].sigma);
      expect(seen[key].source).toBe('photo');
    }
  });

  it('is less sure of girths from the front alone', () => {
    const { body } = buildBody({ template, request: SOMEBODY });
    const positions = body?.fitted.positions as Float32Array;
    const known = { sex: 'female', measurements: { height: 168 } } as const;
    const both = complete({ ...known, photo: perfect('female', positions) }).measurements;
    const front = complete({ ...known, photo: perfect('female', positions, /^front/) }).measurements;
    for (const key of ['chest', 'waist', 'hip'] as const) {
      expect(front[key].sigma).toBeGreaterThan(1.3 * both[key].sigma);
    }
  });

  it('hands the error of a declared height on to all that hangs on it', () => {
    const { body } = buildBody({ template, request: SOMEBODY });
    const photo = perfect('female', body?.fitted.positions as Float32Array);
    const at = (sigma: number) =>
      complete({ sex: 'female', measurements: { height: { cm: 168, sigma } }, photo }).measurements;
    expect(at(5).hip.sigma).toBeGreaterThan(1.2 * at(0).hip.sigma);
    expect(at(5).inseam.sigma).toBeGreaterThan(1.5 * at(0).inseam.sigma);
  });

  it('keeps what was measured by tape, and makes a body that measures what it says', () => {
    const { body } = buildBody({ template, request: SOMEBODY });
    const photo = perfect('female', body?.fitted.positions as Float32Array);
    const request = { sex: 'female', measurements: { height: 168, waist: 90 } };
    const again = buildBody({ template, request, photo }).body;
    expect(again?.completed.measurements.waist).toMatchObject({ cm: 90, source: 'measured' });
    const measured = measureBody(template('female'), again?.fitted.positions as Float32Array);
    expect(measured.waist.cm).toBeCloseTo(90, 1);
    const hip = again?.completed.measurements.hip.cm as number;
    expect(Math.abs(measured.hip.cm - hip)).toBeLessThan(0.1);
  });

  it('needs no measurement beside the photos', () => {
    const { body } = buildBody({ template, request: SOMEBODY });
    const photo = perfect('female', body?.fitted.positions as Float32Array);
    const seen = buildBody({ template, request: {}, photo }).body;
    // proportions tell a little of how tall somebody is
    expect(seen?.completed.measurements.height.source).not.toBe('measured');
    expect(seen?.completed.measurements.height.sigma).toBeGreaterThan(2);
    expect(buildBody({ template, request: {} }).body).toBeNull();
  });

  it('refuses evidence of another version', () => {
    const [part] = condition({ sex: 'male', measurements: {} });
    const gaussian = (part as NonNullable<typeof part>).gaussian;
    for (const evidence of [
      { version: 1, features: ['front.tail'], shares: [0.1], noise: [1] },
      { version: 1, features: ['front.hip'], shares: [0.1, 0.2], noise: [1] },
      { version: 1, features: [], shares: [], noise: [] },
      { version: 1, features: ['front.hip'], shares: [Number.NaN], noise: [1] },
      { version: 1, features: ['front.hip'], shares: [0.2], noise: [0] },
      { version: 1, features: ['front.hip'], shares: [0.2], noise: [Number.POSITIVE_INFINITY] },
      { version: 1, features: ['front.hip', 'front.hip'], shares: [0.2, 0.2], noise: [1, 0, 0, 1] },
    ] as PhotoEvidence[]) {
      expect(() => observePhoto('male', gaussian, evidence)).toThrow(/another version/);
    }
  });

  it('refuses what no adult measures, and says what it had to do without', () => {
    const { body } = buildBody({ template, request: SOMEBODY });
    const photo = perfect('female', body?.fitted.positions as Float32Array);
    for (const factor of [0.3, 2.2]) {
      const strange = { ...photo, shares: photo.shares.map((share) => share * factor) };
      const answer = buildBody({ template, request: { measurements: { height: 168 } }, photo: strange });
      expect(answer.body, String(factor)).toBeNull();
      expect(answer.findings.map(({ code }) => code)).toContain('unlike_a_body');
    }
    const { findings } = buildBody({ template, request: {}, photo });
    expect(findings.map(({ code }) => code)).toEqual(['height_unknown', 'sex_unknown']);
  });

  it('draws people within the bounds that were asked for, the same for a seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom<Sex>('female', 'male'), (seed, sex) => {
        const one = drawPerson(sex, randomFrom(seed), { bmi: [17, 40] });
        const bmi = one.weight.kg / ((one.targets.height as number) / 100) ** 2;
        expect(bmi).toBeGreaterThanOrEqual(17);
        expect(bmi).toBeLessThanOrEqual(40);
        expect(drawPerson(sex, randomFrom(seed), { bmi: [17, 40] }).targets).toEqual(one.targets);
      }),
      { numRuns: 50 },
    );
  });
});
