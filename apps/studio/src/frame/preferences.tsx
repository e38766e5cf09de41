import { Languages, Monitor, Moon, Sun } from 'lucide-react';
import { useLanguage, useText } from '../language/language.tsx';
import { LANGUAGES, type Language } from '../language/texts.ts';
import { chooseTheme, useTheme } from '../theme/theme.ts';
import { ChoiceMenu } from './choice-menu.tsx';

const TAGS = Object.keys(LANGUAGES) as Language[];
const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Language and theme: for this browser, whoever is signed in. */
export function Preferences() {
  const t = useText('shell');
  const { language, choose } = useLanguage();
  const theme = useTheme();
  const Icon = ICONS[theme];
  return (
    <>
      <ChoiceMenu
        label={t('language')}
        icon={<Languages size={20} aria-hidden="true" />}
        value={language}
        choices={TAGS.map((tag) => ({ value: tag, label: LANGUAGES[tag].name, lang: tag }))}
        onChoose={choose}
      />
      <ChoiceMenu
        label={t('theme')}
        icon={<Icon size={20} aria-hidden="true" />}
        value={theme}
        choices={[
          { value: 'system', label: t('themeSystem') },
          { value: 'light', label: t('themeLight') },
          { value: 'dark', label: t('themeDark') },
        ]}
        onChoose={chooseTheme}
      />
    </>
  );
}
