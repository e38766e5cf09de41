import { readFileSync } from 'node:fs';
import { type BodyRequest, SENTENCES, validateBody } from '@likeness/body';
import { expect, test } from 'vitest';
import { type Found, sayFinding } from './say-finding.ts';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../language/${file}`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
const inches = { length: (cm: number) => `${(cm / 2.54).toFixed(1)} in`, weight: (kg: number) => `${kg} kg` };
const metric = { length: (cm: number) => `${cm.toFixed(0)} سم`, weight: (kg: number) => `${kg} كغ` };
const english = (found: Found) =>
  sayFinding(found, {
    language: 'en',
    patterns: SENTENCES,
    format: inches,
    label: (key) => read('en/bodies.json')[key] ?? key,
  });
const arabic = (found: Found) =>
  sayFinding(found, {
    language: 'ar',
    patterns: read('ar/findings.json'),
    format: metric,
    label: (key) => read('ar/bodies.json')[key] ?? key,
  });

const woman = { height: 168, chest: 92, hip: 100 };
const odd: [string, BodyRequest][] = [
  ['one value in inches', { sex: 'female', measurements: { ...woman, waist: 29 } }],
  ['one value that is unusual', { sex: 'female', measurements: { ...woman, hip: 150 } }],
  ['all values in inches', { measurements: { height: 66, chest: 36, waist: 29 } }],
  ['nobody is so tall', { measurements: { height: 500 } }],
  ['nobody has such legs', { measurements: { height: 180, inseam: 60 } }],
  ['pounds', { weight: 154, measurements: { height: 160 } }],
  ['too heavy', { weight: 900, measurements: { height: 160 } }],
  ['a child', { age: 12, measurements: { height: 150 } }],
];

test.each(odd)('%s: in inches, and in Arabic, with nothing left open', (_, request) => {
  const { findings } = validateBody(request);
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) {
    const [en, ar] = [english(finding), arabic(finding)];
    expect(en.text).toMatch(/^[A-Z].*[.?]$/);
    expect(en.text).not.toMatch(/[{}]|\d cm/);
    expect(ar.text.replace('(ISO)', '')).not.toMatch(/[{}a-z]/i);
    expect([en.lang, ar.lang]).toEqual([undefined, undefined]);
  }
});

test('what an earlier version kept is said as it was', () => {
  const kept = { sentence: 'The feet are missing.' };
  expect(arabic(kept)).toEqual({ text: 'The feet are missing.', lang: 'en' });
  expect(english({ ...kept, messageId: 'no_longer_said' })).toEqual({ text: 'The feet are missing.' });
});
