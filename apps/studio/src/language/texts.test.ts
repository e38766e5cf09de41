import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SENTENCES } from '@likeness/body';
import { PHOTO_SENTENCES } from '@likeness/vision';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const read = (language: string, part: string) =>
  JSON.parse(readFileSync(`${FOLDER}${language}/${part}`, 'utf8')) as Record<string, string>;
const LANGUAGES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const PARTS = readdirSync(`${FOLDER}en`);
/** Of the packages that find what is wrong, which say it in English. */
const FINDINGS = 'findings.json';

/** What a sentence is filled in with, and which tags it holds. */
function placesOf(pattern: string, language: string): string[] {
  type Element = {
    type: number;
    value?: unknown;
    options?: Record<string, { value: Element[] }>;
    children?: Element[];
  };
  const found = new Set<string>();
  const walk = (elements: readonly Element[]) => {
    for (const { type, value, options, children } of elements) {
      // 0 is plain text, 7 the number of a plural
      if (type !== 0 && type !== 7) found.add(String(value));
      for (const option of Object.values(options ?? {})) walk(option.value);
      walk(children ?? []);
    }
  };
  walk(new IntlMessageFormat(pattern, language).getAst() as unknown as Element[]);
  return [...found].sort();
}

test('there are at least two languages, with the same parts', () => {
  expect(LANGUAGES.length).toBeGreaterThan(1);
  for (const language of LANGUAGES)
    expect(readdirSync(FOLDER + language).filter((part) => part !== FINDINGS)).toEqual(PARTS);
});

const others = LANGUAGES.filter((language) => language !== 'en');
test.each(others.flatMap((language) => PARTS.map((part) => [language, part] as const)))(
  '%s/%s says what English says, with the same arguments',
  (language, part) => expectSame(read('en', part), language, part),
);

test.each(others)('%s/findings says all that a tape or photos are found to be', (language) =>
  expectSame({ ...SENTENCES, ...PHOTO_SENTENCES }, language, FINDINGS),
);

test('no sentence of the tape has the name of one of the photos', () => {
  expect(Object.keys(SENTENCES).filter((id) => id in PHOTO_SENTENCES)).toEqual([]);
});

function expectSame(english: Record<string, string>, language: string, part: string): void {
  const other = read(language, part);
  expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
  for (const [key, pattern] of Object.entries(english)) {
    const said = other[key] ?? '';
    expect(said.trim(), key).not.toBe('');
    expect(placesOf(said, language), key).toEqual(placesOf(pattern, 'en'));
  }
}

test.each(others.flatMap((language) => PARTS.map((part) => [language, part] as const)))(
  '%s/%s has every form of number that the language has',
  (language, part) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, pattern] of Object.entries(read(language, part))) {
      // where no number is shown there may be two cases only
      if (!/,\s*plural\s*,/.test(pattern) || !pattern.includes('#')) continue;
      for (const form of forms) {
        // nothing is often no case of its own
        if (form === 'zero') continue;
        const asNumber = { one: '=1', two: '=2' }[form as string] ?? form;
        const has = new RegExp(`[\\s,}](${form}|${asNumber})\\s*\\{`).test(pattern);
        expect(has, `${key}: ${form}`).toBe(true);
      }
    }
  },
);
