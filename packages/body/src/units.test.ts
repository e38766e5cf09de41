import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyError } from './errors.ts';
import {
  formatFeetInches,
  formatLength,
  formatStones,
  formatWeight,
  fromCentimetres,
  fromKilograms,
  parseLength,
  parseWeight,
  toCentimetres,
  toKilograms,
} from './units.ts';

describe('units', () => {
  it.each([
    ['168 cm', 168],
    ['1.68 m', 168],
    ['1,68m', 168],
    ['1680mm', 168],
    ['66 in', 167.64],
    ['5\'7"', 170.18],
    ['5’ 7”', 170.18],
    ["5'7", 170.18],
    ['5 ft 7.5 in', 171.45],
    ['5 feet', 152.4],
    ['66.14173228346456 in', 168],
  ])('reads %s', (text, cm) => {
    expect(parseLength(text)).toBeCloseTo(cm, 9);
  });

  it.each([
    ['70 kg', 70],
    ['154 lbs', 69.853225],
    ['11 st 4 lb', 71.66759446],
    ['11 stone', 69.85322498],
  ])('reads %s', (text, kg) => {
    expect(parseWeight(text)).toBeCloseTo(kg, 6);
  });

  it.each([
    '',
    '168',
    'tall',
    '-5 cm',
    '5\'13"',
    '5.5\'7"',
    '7 in 5 ft',
    '1e9 cm',
    '1 cm 2 cm 3 cm',
    '9'.repeat(5000),
  ])('refuses %j as a length', (text) => {
    expect(() => parseLength(text)).toThrow(BodyError);
  });

  it.each(['', '70', 'heavy', '70 cm', '11 st 15 lb', 'NaN kg', '-3 kg'])(
    'refuses %j as a weight',
    (text) => {
      expect(() => parseWeight(text)).toThrow(BodyError);
    },
  );

  it('carries the rounding over into feet and stones', () => {
    expect(formatFeetInches(5 * 30.48 + 11.99 * 2.54)).toBe('6\'0.0"');
    expect(formatStones(toKilograms(13.99, 'lb'))).toBe('1 st 0.0 lb');
  });

  it('gives every length back, there and back, to nine decimals', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 300, noNaN: true }), (cm) => {
        for (const unit of ['mm', 'cm', 'm', 'in', 'ft'] as const) {
          expect(toCentimetres(fromCentimetres(cm, unit), unit)).toBeCloseTo(cm, 9);
        }
      }),
    );
  });

  it('gives every weight back, there and back, to nine decimals', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 400, noNaN: true }), (kg) => {
        for (const unit of ['g', 'kg', 'lb', 'st'] as const) {
          expect(toKilograms(fromKilograms(kg, unit), unit)).toBeCloseTo(kg, 9);
        }
      }),
    );
  });

  it('reads what it writes, to the decimals written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 2500 }), fc.constantFrom(0, 1, 2), (tenths, decimals) => {
        const cm = tenths / 10;
        const inch = 2.54 * 10 ** -decimals;
        expect(Math.abs(parseLength(formatFeetInches(cm, decimals)) - cm)).toBeLessThanOrEqual(
          inch / 2 + 1e-9,
        );
        expect(Math.abs(parseLength(formatLength(cm, 'imperial', decimals)) - cm)).toBeLessThanOrEqual(
          inch / 2 + 1e-9,
        );
        expect(parseLength(formatLength(cm, 'metric', 1))).toBeCloseTo(cm, 9);
        const text = formatFeetInches(cm, decimals);
        expect(formatFeetInches(parseLength(text), decimals)).toBe(text);
        const stones = formatStones(cm, decimals);
        expect(formatStones(parseWeight(stones), decimals)).toBe(stones);
        expect(parseWeight(formatWeight(cm, 'metric', 1))).toBeCloseTo(cm, 9);
      }),
    );
  });
});
