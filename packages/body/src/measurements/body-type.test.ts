import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY_TYPES, bodyType } from './body-type.ts';
import { manType } from './body-type-men.ts';
import { womanFigure, womanType } from './body-type-women.ts';
import { complete } from './complete.ts';

/** Girths in inches, as the rules are published. */
const woman = (bust: number, waist: number, hip: number, highHip = waist * 1.1) => ({
  chest: bust * 2.54,
  waistNatural: waist * 2.54,
  hip: hip * 2.54,
  highHip: highHip * 2.54,
});

describe('body types', () => {
  it.each([
    [36, 26, 37, undefined, 'hourglass', 'hourglass'],
    [36, 27, 42, 30, 'bottom_hourglass', 'pear'],
    [40, 29, 36, undefined, 'top_hourglass', 'hourglass'],
    [36, 31, 39, 37.5, 'spoon', 'pear'],
    [34, 31, 38, 33, 'triangle', 'pear'],
    [42, 34, 37, undefined, 'inverted_triangle', 'inverted_triangle'],
    [36, 30, 37, undefined, 'rectangle', 'rectangle'],
    [44, 45, 45, undefined, 'apple', 'apple'],
    [36, 27, 48, 30, 'beyond', 'pear'],
    [48, 34, 36, undefined, 'beyond', 'inverted_triangle'],
  ] as const)('of a woman %d-%d-%d (high hip %d): %s', (bust, waist, hip, highHip, figure, type) => {
    expect(womanFigure(woman(bust, waist, hip, highHip))).toBe(figure);
    expect(womanType(woman(bust, waist, hip, highHip))).toBe(type);
  });

  it('keeps the parentheses of the hourglass: a waist alone does not make one', () => {
    expect(womanFigure(woman(34, 27, 40, 36))).not.toBe('hourglass');
  });

  it.each([
    [110, 112, 108, 52, 'apple'],
    [108, 84, 96, 52, 'inverted_triangle'],
    [98, 90, 106, 48, 'pear'],
    [104, 86, 100, 50.5, 'hourglass'],
    [102, 92, 102, 51, 'rectangle'],
  ] as const)('of a man %d-%d-%d, shoulders %d: %s', (chest, waist, hip, shoulderWidthBideltoid, type) => {
    expect(manType({ chest, waist, hip, shoulderWidthBideltoid })).toBe(type);
  });

  it('agrees with the plain rule when everything it compares is known exactly', () => {
    const girth = fc.double({ min: 60, max: 140, noNaN: true });
    fc.assert(
      fc.property(girth, girth, girth, girth, (chest, waistNatural, hip, highHip) => {
        const exact = (cm: number) => ({ cm, sigma: 0 });
        const girths = { chest, waistNatural, hip, highHip };
        const answer = bodyType(
          complete({
            sex: 'female',
            measurements: {
              chest: exact(chest),
              waistNatural: exact(waistNatural),
              hip: exact(hip),
              highHip: exact(highHip),
            },
          }),
        );
        expect(answer.type).toBe(womanType(girths));
        expect(answer.probabilities[answer.type]).toBeGreaterThan(0.999);
        expect(answer.borderline).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('is unsure, says so, and sums to one, when little is known', () => {
    const answer = bodyType(complete({ measurements: { height: 170 } }));
    const sum = BODY_TYPES.reduce((total, type) => total + answer.probabilities[type], 0);
    expect(sum).toBeCloseTo(1, 9);
    expect(answer.borderline).toBe(true);
    expect(answer.rules.map(({ name }) => name)).toEqual(['ffit', 'likeness-shoulder']);
  });

  it('answers equal bodies equally', () => {
    const known = { sex: 'male', measurements: { chest: 104, waist: 86, hip: 100 } } as const;
    expect(bodyType(complete(known))).toEqual(bodyType(complete(known)));
  });
});
