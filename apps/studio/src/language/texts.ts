import arShell from './ar/shell.json';
import type admin from './en/admin.json';
import type bodies from './en/bodies.json';
import type photos from './en/photos.json';
import type picture from './en/picture.json';
import enShell from './en/shell.json';
import { keepTexts, type Sentences } from './kept-texts.ts';

/** One file of sentences per part of the studio, so that a page loads its own. ICU MessageFormat. */
export interface Texts {
  admin: typeof admin;
  bodies: typeof bodies;
  photos: typeof photos;
  picture: typeof picture;
  shell: typeof enShell;
}
export type Part = keyof Texts;

export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const;
export type Language = keyof typeof LANGUAGES;

const FILES = import.meta.glob<Sentences>(['./*/*.json', '!./*/shell.json'], {
  import: 'default',
});
// those of the frame are there from the start, so that it can always say what is wrong
const texts = keepTexts(
  (file) => (FILES[file] as () => Promise<Sentences>)(),
  [
    ['./en/shell.json', enShell],
    ['./ar/shell.json', arShell],
  ],
);

/**
 * The sentences of a part, or a promise to wait for.
 *
 * @throws why they could not be loaded
 */
export const textsOf = (language: Language, part: Part): Sentences | Promise<void> =>
  texts.of(`./${language}/${part}.json`);

/** What the tape and the photos are found to be, in another language than English, which the findings bring along. */
export const findingTextsOf = (language: Exclude<Language, 'en'>): Sentences | Promise<void> =>
  texts.of(`./${language}/findings.json`);

export const { tryAgain } = texts;
