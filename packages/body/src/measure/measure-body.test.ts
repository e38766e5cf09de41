import { ellipseGirth, mannequin } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { MEASUREMENT_KEYS } from '../measurements/definitions.ts';
import { measureBody } from './measure-body.ts';
import { MESH_KEYS } from './recipes.ts';

const template = mannequin();
const measured = measureBody(template, template.positions);

/** Half the width of the mannequin's trunk, metres. */
const width = (t: number) => 0.16 + 0.01 * t - 0.03 * Math.exp(-((t - 0.45) ** 2) / 0.05);

describe('measureBody', () => {
  it('answers all fifteen and the auxiliary ones', () => {
    expect(MEASUREMENT_KEYS.filter((key) => !(measured[key].cm > 5))).toEqual([]);
    expect(MESH_KEYS.filter((key) => !((measured[key]?.cm ?? 0) > 5))).toEqual([]);
  });

  it('agrees with the formulas of the tubes', () => {
    expect(measured.height.cm).toBeCloseTo(174, 3);
    expect(measured.inseam.cm).toBeCloseTo(77, 3);
    expect(measured.neck.cm).toBeCloseTo(100 * ellipseGirth(0.058, 0.06), 0);
    const t = Math.round(((1.3 - 0.77) / 0.66) * 40) / 40;
    expect(Math.abs(measured.chest.cm - 100 * ellipseGirth(width(t), width(t) * 0.68))).toBeLessThan(0.15);
    expect(measured.chestBreadth?.cm).toBeCloseTo(200 * width(t), 1);
  });

  it('draws each tape: closed round girths, ends where the measure ends', () => {
    expect(measured.waist.closed).toBe(true);
    const line = measured.waist.line;
    let sum = 0;
    for (let i = 0; i < line.length; i += 3) {
      const j = (i + 3) % line.length;
      sum += Math.hypot(...[0, 1, 2].map((c) => (line[j + c] as number) - (line[i + c] as number)));
    }
    expect(sum * 100).toBeCloseTo(measured.waist.cm, 9);
    expect(measured.armLength.line).toHaveLength(9);
    expect(measured.armLength.closed).toBe(false);
  });

  it('the back is as long as the way down the trunk', () => {
    expect(measured.torsoLength.cm).toBeGreaterThan(39);
    expect(measured.torsoLength.cm).toBeLessThan(41.5);
  });

  it('says which landmark is missing', () => {
    const { bustLeft: _, ...rest } = template.landmarks;
    expect(() => measureBody({ ...template, landmarks: rest }, template.positions)).toThrow(/bustLeft/);
  });
});
