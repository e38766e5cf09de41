import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../errors.ts';
import { framingKey, parseFraming } from './framing.ts';

test('nothing said means attention, upright and no enlargement', () => {
  expect(parseFraming({})).toEqual({ position: 'attention', rotate: 0, enlarge: false });
  expect(framingKey(parseFraming({}), 85)).toBe('attention');
});

test('equal framings have equal keys, however they were written', () => {
  const key = (fields: Record<string, string>) => framingKey(parseFraming(fields), 85);
  expect(key({ rotate: '-90', crop: '1,2,3,4' })).toBe(key({ rotate: '270', crop: ' 1, 2, 3, 4 ' }));
  expect(key({ enlarge: 'TRUE' })).not.toBe(key({}));
  expect(framingKey(parseFraming({}), 70)).not.toBe(framingKey(parseFraming({}), 85));
});

test.each([
  ['position', 'somewhere'],
  ['crop', '1,2,3'],
  ['crop', '1,2,0,4'],
  ['crop', '-1,2,3,4'],
  ['crop', '1e3,2,3,4'],
  ['rotate', 'left'],
  ['rotate', '361'],
  ['rotate', 'NaN'],
  ['rotate', '0x10'],
  ['rotate', ' '],
  ['enlarge', 'perhaps'],
])('%s "%s" is refused by name', (field, value) => {
  expect(() => parseFraming({ [field]: value })).toThrow(
    expect.objectContaining({ code: 'invalid_value', message: expect.stringContaining(field) }),
  );
});

test('whatever is sent is either read or refused with a problem', () => {
  fc.assert(
    fc.property(
      fc.record({ crop: fc.string(), rotate: fc.string(), position: fc.string() }, { requiredKeys: [] }),
      (fields) => {
        try {
          const { rotate, crop } = parseFraming(fields);
          expect(rotate).toBeGreaterThanOrEqual(0);
          expect(rotate).toBeLessThan(360);
          if (crop) expect(crop.width * crop.height).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      },
    ),
  );
});
