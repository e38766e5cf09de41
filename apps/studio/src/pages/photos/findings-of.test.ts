import { expect, test } from 'vitest';
import { findingsOf } from './findings-of.ts';

const finding = (photo: 'front' | 'side', code: string) => ({
  photo,
  code,
  severity: 'error' as const,
  sentence: `${code}.`,
});
const cut = finding('front', 'body_cut_off');
const unlike = finding('side', 'unlike_each_other');

test('each photo has its own findings', () => {
  const blurred = finding('side', 'blurred');
  expect(findingsOf('front', [cut, blurred])).toEqual([cut]);
  expect(findingsOf('side', [cut, blurred])).toEqual([blurred]);
});

test('a side photo is not to blame for a front photo that is wrong by itself', () => {
  expect(findingsOf('side', [cut, unlike])).toEqual([]);
  expect(findingsOf('side', [unlike])).toEqual([unlike]);
});
