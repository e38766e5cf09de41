import { expect, test } from 'vitest';
import { bodyOf, heightOf, latin, wrongFields } from './about-request.ts';
import type { About } from './capture.ts';

const about = (more: Partial<About>): About => ({
  name: 'Me',
  unit: 'metric',
  height: '168',
  inches: '',
  sex: '',
  weight: '',
  chest: '',
  waist: '',
  hip: '',
  ...more,
});

test('digits of Arabic and Persian and a decimal comma are numbers', () => {
  expect([latin('١٦٨٫٥'), latin(' ۱۶۸ '), latin('168,5')]).toEqual(['168.5', '168', '168.5']);
});

test('a height in feet and inches is centimetres', () => {
  expect(heightOf(about({ unit: 'imperial', height: '5', inches: '7' }))).toBeCloseTo(170.18);
  expect(heightOf(about({ unit: 'imperial', height: '5' }))).toBeCloseTo(152.4);
  expect(heightOf(about({ unit: 'imperial', height: '5', inches: 'x' }))).toBeUndefined();
});

test('what is no number is told by its field; what is left out is not', () => {
  expect(wrongFields(about({}))).toEqual([]);
  expect(wrongFields(about({ name: ' ', height: 'tall', waist: '7o' }))).toEqual(['name', 'height', 'waist']);
  expect(wrongFields(about({ unit: 'imperial', height: '5', inches: '-1' }))).toEqual(['inches']);
});

test('plain numbers go in the unit that they were typed in', () => {
  expect(bodyOf(about({ sex: 'female', weight: '61,5', waist: '74' }))).toEqual({
    unit: 'metric',
    sex: 'female',
    weight: 61.5,
    measurements: { height: 168, waist: 74 },
  });
  expect(bodyOf(about({ unit: 'imperial', height: '5', inches: '6', hip: '38' }))).toEqual({
    unit: 'imperial',
    measurements: { height: 66, hip: 38 },
  });
});
