import { validateBody } from '@likeness/body';
import { expect, it } from 'vitest';
import {
  type Draft,
  emptyDraft,
  inUnits,
  isBlank,
  requestOf,
  set,
  tidied,
  typed,
  unreadable,
} from './draft.ts';
import { fixed, fixOf } from './fix.ts';

const start = emptyDraft('Me');
const read = (draft: Draft, key: 'height' | 'waist' | 'weight') => draft.fields[key]?.value;

it.each([
  ['metric', 'height', '168', 168],
  ['metric', 'height', '1.68 m', 168],
  ['metric', 'height', '١٦٨٫٥', 168.5],
  ['metric', 'height', '5\'6"', 167.64],
  ['imperial', 'height', '66', 167.64],
  ['imperial', 'height', '168 cm', 168],
  ['metric', 'weight', '11 st 4', 71.667],
  ['stones', 'weight', '11 st 4', 71.667],
  ['imperial', 'weight', '154', 69.853],
  ['metric', 'weight', '70,5', 70.5],
] as const)('%s: %s %j is %d', (units, key, text, value) => {
  expect(read(typed({ ...start, units }, key, text), key)).toBeCloseTo(value, 2);
});

it.each(['tall', '-4', '0', '1e999', '5 6 7', "5'"])(
  '%j is kept as it was typed, and means nothing',
  (text) => {
    const draft = typed(start, 'waist', text);
    expect(draft.fields.waist?.text).toBe(text);
    if (text === "5'") return expect(read(draft, 'waist')).toBeCloseTo(152.4);
    expect(unreadable(draft)).toEqual(['waist']);
    expect(requestOf(draft).measurements).toEqual({});
    return expect(tidied(draft, 'waist')).toBe(draft);
  },
);

it('units come and go, and no digit is lost', () => {
  const draft = set(set(typed(start, 'height', '167.9'), 'weight', 70.2), 'waist', 74.3);
  const there = inUnits(draft, 'stones');
  expect(there.fields.height?.text).toBe('5\'6.1"');
  expect(there.fields.waist?.text).toBe('29.3');
  expect(there.fields.weight?.text).toBe('11 st 0.8 lb');
  expect(inUnits(there, 'metric')).toEqual({ ...draft, units: 'metric' });
});

it('the request says the same body in either system', () => {
  const draft = set(set(set(start, 'height', 168), 'waist', 74), 'weight', 70);
  const metric = validateBody(requestOf(draft));
  const imperial = validateBody(requestOf(inUnits(draft, 'imperial')));
  expect(metric.findings).toEqual([]);
  expect(imperial.findings).toEqual([]);
  for (const key of ['height', 'waist'] as const) {
    expect(imperial.known?.measurements[key]).toEqual({
      cm: expect.closeTo(Number(draft.fields[key]?.value), 9),
    });
  }
});

it('what was told and not measured stays so until it is changed', () => {
  const draft = set(start, 'height', 170, 'declared');
  expect(requestOf(draft).measurements).toEqual({ height: { value: 170, source: 'declared' } });
  expect(requestOf(typed(draft, 'height', '171')).measurements).toEqual({ height: 171 });
});

it('one value in inches is put right by one press', () => {
  const draft = typed(typed(start, 'height', '168'), 'waist', '29');
  const [finding] = validateBody(requestOf(draft)).findings;
  const fix = finding && fixOf(finding, draft);
  expect(fix).toEqual({ key: 'waist', value: expect.closeTo(73.66) });
  const right = fixed(draft, fix as NonNullable<typeof fix>);
  expect(validateBody(requestOf(right)).findings).toEqual([]);
  expect(right.fields.waist?.text).toBe('73.7');
});

it.each([
  ['metric', ['66', '36', '29', '39']],
  ['imperial', ['168', '92', '74', '99']],
] as const)('%s: all in the other unit are put right together', (units, texts) => {
  const keys = ['height', 'chest', 'waist', 'hip'] as const;
  const draft = keys.reduce((all, key, i) => typed(all, key, texts[i] as string), {
    ...start,
    units,
  } as Draft);
  const [finding] = validateBody(requestOf(draft)).findings;
  const right = fixed(draft, (finding && fixOf(finding, draft)) as NonNullable<ReturnType<typeof fixOf>>);
  expect(validateBody(requestOf(right)).findings).toEqual([]);
  expect(read(right, 'height')).toBeCloseTo(units === 'metric' ? 167.64 : 168, 1);
});

it('an emptied field is not known', () => {
  expect(isBlank(typed(typed(start, 'hip', '99'), 'hip', ' '))).toBe(true);
});
