import { mannequin } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { buildBody, buildKnownBody } from './build-body.ts';
import type { Sex } from './measurements/definitions.ts';

const own = mannequin();
const asked: Sex[] = [];
const template = (sex: Sex) => {
  asked.push(sex);
  return own;
};
const measurements = { height: 176, chest: 96, waist: 84, hip: 98 };

describe('buildBody', () => {
  it('gives a body that measures what was asked, with all that was found on the way', () => {
    const { findings, body } = buildBody({ template, request: { sex: 'male', measurements } });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(body?.sex).toBe('male');
    expect(body?.residuals.map(({ key }) => key)).toEqual(['height', 'chest', 'waist', 'hip']);
    expect(body?.fitted.measured.chest.cm).toBeCloseTo(96, 1);
    expect(body?.completed.measurements.neck.source).toBe('inferred');
    expect(body?.measurements.chest).toMatchObject({ cm: 96, source: 'measured' });
    expect(Object.values(body?.bodyType.probabilities ?? {}).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  });

  it('has no body for what is wrong, and says what', () => {
    for (const request of [
      { sex: 'male', measurements: { height: -1 } },
      { sex: 'male', measurements: { height: Number.NaN } },
      { sex: 'male', measurements: { height: 1e9 } },
      { sex: 'male', weight: 0, measurements },
      { sex: 'male', measurements: { wings: 3 } },
      { measurements: 'tall' },
      {},
    ]) {
      const { findings, body } = buildBody({ template, request });
      expect(body).toBeNull();
      expect(findings[0]?.severity).toBe('error');
    }
  });

  it('takes the likelier sex when none is given', () => {
    const { body } = buildBody({ template, request: { measurements: { height: 190, shoulderWidth: 44 } } });
    expect(body?.sex).toBe('male');
    expect(body?.completed.sexProbability.male).toBeGreaterThan(0.9);
    expect(asked.at(-1)).toBe('male');
  });

  it('takes inches and texts, and carries what else was given', () => {
    const { body } = buildBody({
      template,
      request: { sex: 'male', unit: 'imperial', measurements: { height: '5\'9"', waistNatural: 33 } },
    });
    expect(body?.known.measurements.height).toMatchObject({ cm: 175.26 });
    expect(body?.measurements.waistNatural?.cm).toBeCloseTo(83.82, 2);
    expect(body?.residuals.map(({ key }) => key)).toContain('waistNatural');
  });
});

describe('buildKnownBody', () => {
  it('meets the best guess where a photo guessed, not the photo', () => {
    const seen = { ...measurements, chest: { cm: 110, sigma: 4, source: 'photo' as const } };
    const { residuals, completed } = buildKnownBody(template, { sex: 'male', measurements: seen });
    const chest = residuals.find(({ key }) => key === 'chest');
    expect(chest?.target).toBeCloseTo(completed.measurements.chest.cm, 9);
    expect(chest?.target).toBeLessThan(108);
  });

  it('leans to the weight that was given', () => {
    const kg = (weight: number) =>
      buildKnownBody(template, { sex: 'male', weight, measurements: { height: 176, neck: 38 } }).fitted.kg;
    expect(kg(85)).toBeGreaterThan(kg(62) + 5);
  });
});
