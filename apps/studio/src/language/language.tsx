import { DirectionProvider } from '@base-ui/react/direction-provider';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { fill, type Values } from './fill.ts';
import { LANGUAGES, type Language, type Part, type Texts, textsOf, tryAgain } from './texts.ts';

interface Chosen {
  language: Language;
  choose(language: Language): void;
}

const LanguageContext = createContext<Chosen>({ language: 'en', choose: () => {} });
const KEPT_AS = 'likeness-language';

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT_AS), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wanted.find((tag): tag is Language => tag !== undefined && tag in LANGUAGES) ?? 'en';
}

/** The language of everything below, and the direction that it is read in. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = LANGUAGES[language].direction;
  }, [language]);
  const choose = useCallback((next: Language) => {
    localStorage.setItem(KEPT_AS, next);
    tryAgain();
    setLanguage(next);
  }, []);
  const chosen = useMemo(() => ({ language, choose }), [language, choose]);
  return (
    <LanguageContext value={chosen}>
      <DirectionProvider direction={LANGUAGES[language].direction}>{children}</DirectionProvider>
    </LanguageContext>
  );
}

export const useLanguage = (): Chosen => useContext(LanguageContext);

/**
 * The sentences of a part of the studio. Suspends until they are there.
 *
 * @example
 * const t = useText('bodies');
 * t('count', { count: 3 });
 */
export function useText<P extends Part>(part: P): (key: keyof Texts[P] & string, values?: Values) => string {
  const { language } = useLanguage();
  const found = textsOf(language, part);
  // thrown, not used: what was awaited by `use` must be used again when it is there, or React loses count of its hooks
  if (found instanceof Promise) throw found;
  const texts = found;
  return useCallback(
    (key, values) => {
      const pattern = texts[key] ?? key;
      if (!values && !pattern.includes('{')) return pattern;
      return fill(pattern, language, values);
    },
    [language, texts],
  );
}
