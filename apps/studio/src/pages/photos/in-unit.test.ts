import { expect, test } from 'vitest';
import type { About } from './capture.ts';
import { inUnit } from './in-unit.ts';

const about = (more: Partial<About>): About => ({
  name: 'Me',
  unit: 'metric',
  height: '',
  inches: '',
  sex: '',
  weight: '',
  chest: '',
  waist: '',
  hip: '',
  ...more,
});

test('another unit says the same body', () => {
  expect(inUnit(about({ height: '١٦٨', weight: '70', waist: '74,5' }), 'imperial')).toEqual({
    unit: 'imperial',
    height: '5',
    inches: '6.1',
    weight: '154.3',
    chest: '',
    waist: '29.3',
    hip: '',
  });
  const american = about({ unit: 'imperial', height: '5', inches: '7', weight: '154', hip: '38' });
  expect(inUnit(american, 'metric')).toMatchObject({
    height: '170.2',
    inches: '',
    weight: '69.9',
    hip: '96.5',
  });
});

test('a height just below whole feet is whole feet', () => {
  expect(inUnit(about({ height: '182.8' }), 'imperial')).toMatchObject({ height: '6', inches: '0' });
});

test('what is no number stays as it was typed', () => {
  expect(inUnit(about({ height: 'tall', waist: '7o' }), 'imperial')).toMatchObject({
    height: 'tall',
    waist: '7o',
  });
});

test('there and back is what was typed, but for what was typed meanwhile', () => {
  const first = about({ unit: 'imperial', height: '5', inches: '7', weight: '154', waist: '29 ' });
  const there = { ...first, ...inUnit(first, 'metric') };
  expect(inUnit(there, 'imperial', first)).toMatchObject({
    height: '5',
    inches: '7',
    weight: '154',
    waist: '29 ',
  });
  expect(inUnit({ ...there, weight: '80' }, 'imperial', first)).toMatchObject({
    height: '5',
    weight: '176.4',
  });
});
