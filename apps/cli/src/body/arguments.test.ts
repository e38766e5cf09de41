import { MEASUREMENT_KEYS, measurementKey } from '@likeness/body';
import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMeasurementOptions, colour, numberOrText } from './arguments.ts';

describe('numberOrText', () => {
  it.each([
    ['168', 168],
    [' 92.5 ', 92.5],
    ['92,5', 92.5],
    ['-3', -3],
    ['1e9', 1e9],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['0x10', '0x10'],
    ['', ''],
    ['5\'6"', '5\'6"'],
    ['66 in', '66 in'],
  ])('%j is %j', (text, value) => {
    expect(numberOrText(text)).toBe(value);
  });

  it('reads every number back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberOrText(String(value))).toBe(value + 0);
      }),
    );
  });
});

describe('colour', () => {
  it.each([
    ['#d6ac92', [214, 172, 146]],
    ['D6AC92', [214, 172, 146]],
    ['#fa0', [255, 170, 0]],
    ['214, 172,146', [214, 172, 146]],
  ])('reads %j', (text, bytes) => {
    expect(colour(text)).toEqual(bytes);
  });

  it.each(['red', '#12', '#12345', '256,0,0', '1,2', '1,2,3,4', '-1,0,0', ''])('refuses %j', (text) => {
    expect(() => colour(text)).toThrow(/Use a colour/);
  });
});

describe('addMeasurementOptions', () => {
  const parse = (...args: string[]) => {
    const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    const given = addMeasurementOptions(command);
    command.parse(args, { from: 'user' });
    return given();
  };

  it('takes our names, the columns and common names, and says under which', () => {
    expect(parse('--height', '168', '--chest_circumference=92', '--seat', '99 cm')).toEqual({
      height: 168,
      chest_circumference: 92,
      seat: '99 cm',
    });
  });

  it('has every measurement, each meaning itself', () => {
    for (const key of MEASUREMENT_KEYS) {
      const option = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const [name] = Object.keys(parse(`--${option}`, '50'));
      expect(measurementKey(name ?? '')).toBe(key);
    }
  });

  it('takes a negative number for a value, not for an option', () => {
    expect(parse('--height', '-5')).toEqual({ height: -5 });
  });

  it('refuses what is given twice, and what it does not know', () => {
    expect(() => parse('--hip', '90', '--hip', '91')).toThrow(/twice/);
    expect(() => parse('--hop', '90')).toThrow(/--hip/);
  });
});
