import type admin from './en/admin.json';
import type bodies from './en/bodies.json';
import type photos from './en/photos.json';
import type picture from './en/picture.json';
import type shell from './en/shell.json';

/** One file of sentences per part of the studio, so that a page loads its own. ICU MessageFormat. */
export interface Texts {
  admin: typeof admin;
  bodies: typeof bodies;
  photos: typeof photos;
  picture: typeof picture;
  shell: typeof shell;
}
export type Part = keyof Texts;

export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const;
export type Language = keyof typeof LANGUAGES;

const FILES = import.meta.glob<Record<string, string>>('./*/*.json', { import: 'default' });
const loaded = new Map<string, Record<string, string>>();
const loading = new Map<string, Promise<void>>();

/** The sentences of a part, or a promise to wait for. */
export function textsOf(language: Language, part: Part): Record<string, string> | Promise<void> {
  const file = `./${language}/${part}.json`;
  const found = loaded.get(file);
  if (found) return found;
  let running = loading.get(file);
  if (!running) {
    running = (FILES[file] as () => Promise<Record<string, string>>)().then((texts) => {
      loaded.set(file, texts);
    });
    loading.set(file, running);
  }
  return running;
}
