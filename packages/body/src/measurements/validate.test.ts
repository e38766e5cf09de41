import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from './complete.ts';
import { MEASUREMENT_KEYS } from './definitions.ts';
import { population, variableIndex } from './population.ts';
import type { BodyRequest } from './read-body.ts';
import { validateBody } from './validate.ts';

/** Severity, code and field of each finding. */
const told = (request: BodyRequest) =>
  validateBody(request).findings.map(({ severity, code, field }) => `${severity} ${code} ${field}`);

const woman = { height: 168, chest: 92, waist: 74, hip: 99 };

describe('validateBody', () => {
  it('has nothing to say about ordinary people, in either unit', () => {
    expect(told({ sex: 'female', measurements: woman })).toEqual([]);
    const imperial = { height: '5\'6"', chest: 36, waist: 29, hip: 39, weight: '10 st 2 lb' };
    const { findings, known } = validateBody({ unit: 'imperial', sex: 'female', measurements: imperial });
    expect(findings).toEqual([]);
    expect(known?.measurements.chest).toMatchObject({ cm: 91.44 });
    expect(known?.weight).toMatchObject({ kg: 142 * 0.45359237 });
  });

  it('understands the specification’s column names', () => {
    const { known } = validateBody({
      measurements: { height: 170, chest_circumference: 95, waistCircumference: 80, inseam_length: 78 },
    });
    expect(known?.measurements).toMatchObject({ chest: { cm: 95 }, waist: { cm: 80 }, inseam: { cm: 78 } });
  });

  it('lets heavy bodies pass that the survey lacks', () => {
    const very = { height: 163, chest: 132, waist: 132, hip: 146 };
    expect(told({ sex: 'female', weight: 118, measurements: very })).toEqual(['warning extrapolated weight']);
    expect(told({ sex: 'male', measurements: { height: 176, waist: 140 } })).toEqual([]);
  });

  it.each<[string, BodyRequest, string[]]>([
    ['nothing', {}, ['error no_measurements measurements']],
    ['a list', { measurements: [1, 2] }, ['error not_a_number measurements']],
    ['NaN', { measurements: { height: Number.NaN } }, ['error not_a_number height']],
    ['text', { measurements: { chest: 'wide' } }, ['error not_a_number chest']],
    ['a number without unit as text', { measurements: { height: '168' } }, ['error not_a_number height']],
    ['negative', { measurements: { hip: -3 } }, ['error not_positive hip']],
    ['1e9', { measurements: { height: 1e9 } }, ['error out_of_range height']],
    ['an unknown field', { measurements: { height: 170, wings: 5 } }, ['error unknown_field wings']],
    [
      'a prototype',
      JSON.parse('{"measurements":{"__proto__":5,"height":170}}'),
      ['error unknown_field __proto__'],
    ],
    ['two names for one', { measurements: { chest: 90, bust: 91 } }, ['error duplicate_field bust']],
    ['weight 0', { weight: 0, measurements: woman }, ['error not_positive weight']],
    ['a sex it does not know', { sex: 'x', measurements: woman }, ['error unknown_sex sex']],
    ['a unit it does not know', { unit: 'cubits', measurements: woman }, ['error unknown_unit unit']],
    ['one waist in inches', { measurements: { ...woman, waist: 29 } }, ['error inches waist']],
    [
      'everything in inches',
      { measurements: { height: 66, chest: 36, waist: 29, hip: 39 } },
      ['error inches_all measurements'],
    ],
    [
      'centimetres as inches',
      { unit: 'imperial', measurements: woman },
      ['error centimetres_all measurements'],
    ],
    ['a height in metres', { measurements: { ...woman, height: 1.68 } }, ['error metres height']],
    ['a height in millimetres', { measurements: { ...woman, height: 1680 } }, ['error millimetres height']],
    ['pounds', { sex: 'male', weight: 175, measurements: { height: 178 } }, ['question pounds weight']],
    ['a weight of air', { weight: 26, measurements: { height: 185 } }, ['error impossible weight']],
    [
      'inseam above height',
      { measurements: { height: 110, inseam: 111 }, age: 30 },
      ['error out_of_range height', 'error impossible inseam'],
    ],
    ['a waist of two hips', { measurements: { waist: 190, hip: 90 } }, ['error impossible waist']],
    ['a span no arms have', { measurements: { height: 160, armSpan: 215 } }, ['error impossible armSpan']],
    [
      'a rare waist',
      { sex: 'female', measurements: { height: 168, chest: 120, waist: 60, hip: 110 } },
      ['question unusual waist'],
    ],
    ['an age of 17', { age: 17, measurements: woman }, ['error adults_only age']],
    [
      'a child',
      { weight: 28, measurements: { height: 132, chest: 64, hip: 68 } },
      ['error adults_only height'],
    ],
    [
      'a small child',
      { measurements: { height: 110 } },
      ['error out_of_range height', 'error adults_only height'],
    ],
    [
      'a child without a height',
      { weight: 24.9, measurements: { chest: 62, hip: 66 } },
      ['error adults_only measurements', 'error out_of_range weight'],
    ],
    ['an old person', { age: 75, measurements: woman }, ['warning extrapolated age']],
  ])('%s', (_, request, expected) => {
    expect(told(request)).toEqual(expected);
  });

  it('takes an adult of short stature', () => {
    expect(validateBody({ age: 34, measurements: { height: 132 } }).known).not.toBeNull();
    expect(validateBody({ measurements: { height: 132, chest: 88, hip: 92 } }).known).not.toBeNull();
  });

  it('says what is unusual about what, and what may have been meant', () => {
    const { findings } = validateBody({
      sex: 'male',
      measurements: { height: 180, chest: 110, waist: 52, hip: 104 },
    });
    expect(findings[0]?.sentence).toMatch(
      /^Waist \(ISO\) 52 cm is unusual for .* cm: with the other values go about/,
    );
    expect(validateBody({ measurements: { ...woman, waist: 29 } }).findings[0]?.suggestion).toBeCloseTo(
      73.66,
      6,
    );
  });

  it('refuses an age of 0 like any other that is none', () => {
    const { findings, known } = validateBody({ age: 0, measurements: { height: 170 } });
    expect(known).toBeNull();
    expect(findings).toContainEqual(expect.objectContaining({ field: 'age', code: 'not_positive' }));
  });

  it('never throws, and gives a body exactly when there is no error', () => {
    const value = fc.oneof(
      fc.double(),
      fc.string(),
      fc.anything(),
      fc.double({ min: 20, max: 250, noNaN: true }),
    );
    const name = fc.oneof(fc.constantFrom(...MEASUREMENT_KEYS, 'weight', 'bust'), fc.string());
    fc.assert(
      fc.property(
        fc.record(
          {
            unit: fc.oneof(fc.constantFrom('metric', 'imperial'), fc.anything()),
            sex: value,
            age: value,
            weight: value,
            measurements: fc.oneof(fc.dictionary(name, value), fc.anything()),
          },
          { requiredKeys: [] },
        ),
        (request) => {
          const { findings, known } = validateBody(request);
          expect(known === null).toBe(findings.some(({ severity }) => severity === 'error'));
          const body = known && complete(known);
          expect(Number.isFinite(body?.measurements.chest.cm ?? 0)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('questions nobody near the middle of the population, however many values', () => {
    const z = fc.double({ min: -0.6, max: 0.6, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom('female' as const, 'male' as const),
        fc.array(z, { minLength: 15, maxLength: 15 }),
        (sex, zs) => {
          const { mean } = population(sex);
          const measurements = Object.fromEntries(
            MEASUREMENT_KEYS.map((key, i) => [
              key,
              (mean[variableIndex(key)] ?? 0) * (1 + (zs[i] ?? 0) / 100),
            ]),
          );
          expect(validateBody({ sex, measurements }).findings).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
});
