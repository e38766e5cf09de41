import { bakedTemplate } from '@likeness/test-kit/bodies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBody } from '../build-body.ts';
import { measureBody } from '../measure/measure-body.ts';
import type { BodyRequest } from '../measurements/read-body.ts';
import { validateBody } from '../measurements/validate.ts';
import { loadTemplate } from '../template/load-template.ts';
import { createLiveBody, type LiveShape, sexOf } from './live-body.ts';

const file = bakedTemplate();
const templates = { female: loadTemplate(file, 'female'), male: loadTemplate(file, 'male') };
const template = (sex: 'female' | 'male') => templates[sex];

const WOMAN = { height: 168, chest: 92, waist: 74, hip: 99 };
const woman = (more: Record<string, number> = {}): BodyRequest => ({
  sex: 'female',
  measurements: { ...WOMAN, ...more },
});

/** How far the mesh of a live body is off what was given, by an own measuring; cm. */
function furthest({ positions, sex }: LiveShape, given: Record<string, number>): number {
  const measured = measureBody(templates[sex], positions) as Record<string, { cm: number }>;
  return Math.max(...Object.entries(given).map(([key, cm]) => Math.abs((measured[key]?.cm ?? 0) - cm)));
}

const same = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);

describe('createLiveBody', () => {
  it('meets what was given on every way that sliders can go', { timeout: 600_000 }, () => {
    // a quarter of a per cent a step, as a thumb is drawn
    const step = fc.record({
      key: fc.constantFrom('height' as const, 'chest' as const, 'waist' as const, 'hip' as const),
      by: fc.integer({ min: -4, max: 4 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom('female' as const, 'male' as const),
        fc.array(step, { minLength: 4, maxLength: 10 }),
        (sex, steps) => {
          const live = createLiveBody({ template });
          const given = { height: sex === 'male' ? 178 : 168, chest: 98, waist: 84, hip: 101 };
          for (const { key, by } of steps) {
            given[key] += by * 0.5;
            const request = { sex, measurements: { ...given } };
            const { findings, body } = live.solve(request);
            expect(findings).toEqual(validateBody(request).findings);
            expect(furthest(body as LiveShape, given)).toBeLessThan(0.3);
          }
          const { body } = live.settle({ sex, measurements: given });
          expect(furthest(body as LiveShape, given)).toBeLessThan(0.1);
        },
      ),
      { numRuns: 6 },
    );
  });

  it('settles at the body that a server makes, whatever came before', () => {
    const live = createLiveBody({ template });
    for (const waist of [70, 78, 74]) live.solve(woman({ waist }));
    const { body, findings } = live.settle(woman());
    const made = buildBody({ template, request: woman() });
    expect(same((body as LiveShape).positions, made.body?.fitted.positions ?? new Float32Array())).toBe(true);
    expect(findings).toEqual(made.findings);
    expect(body?.settled).toBe(true);
    expect(body?.outOfReach).toEqual(made.body?.outOfReach);
  });

  it('comes within two millimetres of it while values move', () => {
    const live = createLiveBody({ template });
    for (const waist of [74, 75, 76, 77, 78]) live.solve(woman({ waist }));
    const quick = live.solve(woman({ waist: 79 })).body as LiveShape;
    const whole = live.settle(woman({ waist: 79 })).body as LiveShape;
    expect(quick.settled).toBe(false);
    const off = quick.positions.map((value, i) => Math.abs(value - (whole.positions[i] as number)));
    expect(Math.max(...off)).toBeLessThan(0.002);
    expect(same(quick.positions, whole.positions)).toBe(false);
  });

  it('goes on after a value that is wrong, with its finding', () => {
    const live = createLiveBody({ template });
    live.solve(woman());
    const wrong = live.solve(woman({ waist: 7400 }));
    expect(wrong.body).toBeNull();
    expect(wrong.findings[0]?.severity).toBe('error');
    expect(
      furthest(live.solve(woman({ waist: 75 })).body as LiveShape, { ...WOMAN, waist: 75 }),
    ).toBeLessThan(0.3);
  });

  it('tells what no body has, and finds back when it is taken back', () => {
    const live = createLiveBody({ template });
    live.solve(woman());
    const quick = live.solve(woman({ bicep: 50 })).body;
    const whole = buildBody({ template, request: woman({ bicep: 50 }) }).body;
    expect(quick?.outOfReach.map(({ key }) => key)).toEqual(['bicep']);
    expect(Math.abs((quick?.outOfReach[0]?.off ?? 0) - (whole?.outOfReach[0]?.off ?? 0))).toBeLessThan(0.1);
    const further = live.solve(woman({ bicep: 50.5 })).body;
    expect(further?.outOfReach.map(({ key }) => key)).toContain('bicep');
    expect(further?.outOfReach[0]?.sentence).toContain('upper arm');
    live.solve(woman({ bicep: 44 }));
    const back = live.solve(woman({ bicep: 34 })).body as LiveShape;
    expect(back.outOfReach).toEqual([]);
    expect(furthest(back, { ...WOMAN, bicep: 34 })).toBeLessThan(0.1);
  });

  it('takes the sex that is more probable, and can be told beforehand', () => {
    const request = { measurements: { height: 188, shoulderWidth: 44, chest: 108, waist: 90, hip: 100 } };
    expect(sexOf(request)).toBe('male');
    expect(createLiveBody({ template }).solve(request).body?.sex).toBe('male');
    expect(sexOf(woman())).toBe('female');
    expect(sexOf({ measurements: 'none' })).toBeUndefined();
  });
});
