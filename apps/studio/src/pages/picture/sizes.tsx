import type { Portrait } from '@likeness/client';
import { useLanguage, useText } from '../../language/language.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from './copy-button.tsx';
import styles from './sizes.module.css';

/** Where every size of the picture is, to be copied into other pages. */
export function Sizes({ portrait }: { portrait: Portrait }) {
  const t = useText('picture');
  const { language } = useLanguage();
  const number = new Intl.NumberFormat(language);
  const { sizes, urls, sources } = portrait;
  return (
    <Card aria-labelledby="sizes">
      <h2 id="sizes">{t('sizes')}</h2>
      <p className={styles.lead}>{t('sizesLead', { count: sizes.length })}</p>
      <ul className={styles.sizes}>
        {sizes.map(({ name, width, height }) => (
          <li key={name}>
            <strong>{name}</strong>
            <span className={styles.pixels}>
              {t('pixels', { width: number.format(width), height: number.format(height) })}
            </span>
            <span className={styles.formats}>
              {formatsOf(portrait, name).map(([format, address]) => (
                <a key={format} href={address} aria-label={t('sizeAs', { name, format })}>
                  {format}
                </a>
              ))}
              {sources.static?.[name] && <a href={sources.static[name]}>{t('still')}</a>}
            </span>
            <CopyButton address={urls[name] ?? ''} label={t('copySize', { name })} />
          </li>
        ))}
      </ul>
      <p className={styles.lead} id="stable">
        {t('stable')}
      </p>
      <p className={styles.stable}>
        <a href={portrait.stableUrl} aria-describedby="stable" dir="ltr">
          {portrait.stableUrl}
        </a>
        <CopyButton address={portrait.stableUrl} label={t('copyStable')} />
      </p>
    </Card>
  );
}

function formatsOf({ urls, sources }: Portrait, name: string): [format: string, address: string][] {
  const all = { JPEG: urls[name], WebP: sources.webp[name], AVIF: sources.avif[name] };
  return Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
}
