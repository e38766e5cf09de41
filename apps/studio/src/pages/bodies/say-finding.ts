import { SENTENCES, type SentenceValue, type SentenceValues } from '@likeness/body';
import { useCallback } from 'react';
import { fill } from '../../language/fill.ts';
import { useLanguage, useText } from '../../language/language.tsx';
import { findingTextsOf, type Language } from '../../language/texts.ts';
import { type Format, useFormat } from './format.ts';
import type { Units } from './tape/units.ts';

/** What the server or the solver found, of a tape or of a photo. */
export interface Found {
  sentence: string;
  /** Not with what was kept by earlier versions. */
  messageId?: string | undefined;
  values?: SentenceValues | Readonly<Record<string, unknown>> | undefined;
}

export interface SaidFinding {
  text: string;
  /** When it could not be said in the page's language. */
  lang?: 'en';
}

/** Says what was found in the page's language and units. Suspends until the language's sentences are there. */
export function useSayFinding(units: Units): (found: Found) => SaidFinding {
  const { language } = useLanguage();
  const label = useText('bodies');
  const format = useFormat(units);
  const patterns = language === 'en' ? SENTENCES : findingTextsOf(language);
  if (patterns instanceof Promise) throw patterns;
  return useCallback(
    (found) =>
      language === 'en' && units === 'metric'
        ? { text: found.sentence }
        : sayFinding(found, { language, patterns, format, label: (key) => label(key as 'chest') }),
    [language, units, patterns, format, label],
  );
}

export interface Speaker {
  language: Language;
  patterns: Readonly<Record<string, string>>;
  format: Pick<Format, 'length' | 'weight'>;
  /** What a measure is called. */
  label(key: string): string;
}

export function sayFinding({ sentence, messageId = '', values = {} }: Found, speaker: Speaker): SaidFinding {
  const { language, patterns } = speaker;
  const pattern = patterns[messageId];
  if (!pattern) return language === 'en' ? { text: sentence } : { text: sentence, lang: 'en' };
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, show(value as SentenceValue, speaker)]),
  );
  const text = fill(pattern, language, shown);
  return { text: text.charAt(0).toLocaleUpperCase(language) + text.slice(1) };
}

function show(value: SentenceValue, { language, format, label }: Speaker): string {
  if (typeof value === 'string') return value;
  if ('cm' in value) return format.length(value.cm, value.of);
  if ('kg' in value) return format.weight(value.kg);
  const name = label(value.measure);
  return name.charAt(0).toLocaleLowerCase(language) + name.slice(1);
}
