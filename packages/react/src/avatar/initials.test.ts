import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials.ts';

const NJ = '\u200c';
const NAMES: [name: string, initials: string][] = [
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['  Ludwig   van Beethoven ', 'LB'],
  ['Mary-Jane Watson', 'MW'],
  ['Martin Luther King Jr.', 'MK'],
  ['Sammy Davis, Jr.', 'SD'],
  ['Queen Elizabeth II', 'QE'],
  ["Conan O'Brien", 'CB'],
  ['Robin Hood (they/them)', 'RH'],
  ['(they/them)', 'T'],
  ['grace.hopper@example.org', 'GH'],
  ['@ada_lovelace', 'AL'],
  ['ada-lovelace', 'AL'],
  ['user123', 'U'],
  ['007', '0'],
  ['Élodie Ångström', 'ÉÅ'],
  ['E\u0301lodie', 'É'],
  ['ßeta', 'ß'],
  ['Õie İnönü', 'Õİ'],
  ['Лев Толстой', 'ЛТ'],
  ['Νίκος Καζαντζάκης', 'ΝΚ'],
  ['محمد الفارسي', `م${NJ}ف`],
  ['فاطمة', 'ف'],
  ['\u202bليلى حسن\u202c', `ل${NJ}ح`],
  ['דוד בן גוריון', 'דג'],
  ['李明', '李明'],
  ['欧阳娜娜', '娜娜'],
  ['山田 太郎', '太郎'],
  ['佐々木', '々木'],
  ['さくら', 'さ'],
  ['タナカ ケン', 'タ'],
  ['김민준', '민준'],
  ['김 민준', '민준'],
  ['अमिताभ बच्चन', 'अब'],
  ['क्षितिज', 'क्षि'],
  ['தமிழ் செல்வன்', 'தசெ'],
  ['เกียรติ', 'กี'],
  ['สมชาย ใจดี', 'สจ'],
  ['🦊 Fox', '🦊'],
  ['👩🏽‍🚀', '👩🏽‍🚀'],
  ['🇪🇺 Europa', '🇪🇺'],
  ['~🌱~', '🌱'],
  ['Anna 李', 'A'],
  ['', ''],
  ['   ', ''],
  ['...', ''],
  ['\u200f\u202e', ''],
];

describe('initialsOf', () => {
  it.each(NAMES)('%j: %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('gives at most two visible signs, of anything', () => {
    const signs = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const initials = initialsOf(name);
        expect([...signs.segment(initials.replaceAll(NJ, ''))].length).toBeLessThanOrEqual(2);
        expect(initials).not.toMatch(/[\s\u202a-\u202e]/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same for a name with spaces or marks of direction round it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES.map(([name]) => name)),
        fc.constantFrom(' ', '\u200f', '\u2067'),
        (name, mark) => {
          expect(initialsOf(mark + name + mark)).toBe(initialsOf(name));
        },
      ),
    );
  });
});
