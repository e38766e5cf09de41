import arShell from './ar/shell.json';
import type admin from './en/admin.json';
import type bodies from './en/bodies.json';
import type photos from './en/photos.json';
import type picture from './en/picture.json';
import enShell from './en/shell.json';

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

const FILES = import.meta.glob<Record<string, string>>(['./*/*.json', '!./*/shell.json'], {
  import: 'default',
});
// those of the frame are there from the start, so that it can always say what is wrong
const loaded = new Map<string, Record<string, string>>([
  ['./en/shell.json', enShell],
  ['./ar/shell.json', arShell],
]);
const loading = new Map<string, Promise<void>>();

/** The sentences of a part, or a promise to wait for. */
export function textsOf(language: Language, part: Part): Record<string, string> | Promise<void> {
  const file = `./${language}/${part}.json`;
  const found = loaded.get(file);
  if (found) return found;
  let running = loading.get(file);
  if (!running) {
    running = (FILES[file] as () => Promise<Record<string, string>>)()
      .then((texts) => void loaded.set(file, texts))
      .finally(() => loading.delete(file));
    loading.set(file, running);
  }
  return running;
}
