import type { TapeKey } from '@likeness/body';
import { Camera, type LucideIcon, MessageCircle, Ruler, Sparkles } from 'lucide-react';
import { useText } from '../../../language/language.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Loading } from '../../../ui/states.tsx';
import type { Measured } from '../body-queries.ts';
import { BodyTypeBars } from '../body-type-bars.tsx';
import { Choice } from '../choice.tsx';
import { useFormat } from '../format.ts';
import { useSayMissed } from '../say-missed.ts';
import { UNITS, type Units } from '../tape/units.ts';
import styles from './body-result.module.css';
import table from './measures-table.module.css';

export interface MeasuresPanelProps {
  measured: Measured | undefined;
  units: Units;
  onUnits(units: Units): void;
  highlighted: string | undefined;
  onPoint(key: string): void;
}

const SOURCES: Readonly<
  Record<string, { icon: LucideIcon; text: 'measured' | 'declared' | 'photo' | 'inferred' }>
> = {
  measured: { icon: Ruler, text: 'measured' },
  declared: { icon: MessageCircle, text: 'declared' },
  photo: { icon: Camera, text: 'photo' },
  inferred: { icon: Sparkles, text: 'inferred' },
};

function Source({ name }: { name: string }) {
  const t = useText('bodies');
  const { icon: Icon, text } = SOURCES[name] ?? { icon: Sparkles, text: 'inferred' as const };
  return (
    <span className={table.source}>
      <Icon size={16} aria-hidden="true" /> {t(text)}
    </span>
  );
}

/** Every value with its doubt and where it comes from. */
export function MeasuresPanel({ measured, units, onUnits, highlighted, onPoint }: MeasuresPanelProps) {
  const t = useText('bodies');
  const format = useFormat(units);
  const sayMissed = useSayMissed(units);
  if (!measured) return <Loading rows={12} />;
  const { measurements, weight, bodyType, fit, sex, sexProbability } = measured;
  const missed = (fit?.residuals ?? [])
    .filter(({ key }) => fit?.outOfReach.some((one) => one.key === key))
    .map(({ measured: cm, ...rest }) => ({ ...rest, cm }));
  const sure = Math.max(sexProbability.female, sexProbability.male);
  return (
    <>
      <div className={styles.row}>
        <Choice
          label={t('units')}
          value={units}
          onChoose={onUnits}
          options={UNITS.map((value) => ({ value, label: t(value) }))}
        />
      </div>
      {fit && (
        <Notice kind={fit.closes ? 'info' : 'warn'}>
          <p>{t(fit.closes ? 'closes' : 'closesNot')}</p>
          {missed.map((one) => (
            <p key={one.key}>{sayMissed(one)}</p>
          ))}
        </Notice>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keys */}
      <section className={table.scroll} tabIndex={0} aria-label={t('measureTable')}>
        <table className={table.table}>
          <caption className="visually-hidden">{t('measureTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('measure')}</th>
              <th scope="col">{t('value')}</th>
              <th scope="col">{t('sigma')}</th>
              <th scope="col" className={table.wide}>
                {t('interval')}
              </th>
              <th scope="col">{t('source')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(measurements).map(
              ([key, { value, sigma, low90, high90, source, definition }]) => (
                <tr
                  key={key}
                  data-pointed={highlighted === key || undefined}
                  title={definition}
                  onPointerEnter={() => onPoint(key)}
                >
                  <th scope="row">
                    <button
                      type="button"
                      className={table.name}
                      onClick={() => onPoint(key)}
                      onFocus={() => onPoint(key)}
                    >
                      {t(key as TapeKey)}
                    </button>
                  </th>
                  <td>{format.length(value, key as TapeKey)}</td>
                  <td>{format.bare(sigma)}</td>
                  <td className={table.wide}>{format.lengths(low90, high90, key as TapeKey)}</td>
                  <td>
                    <Source name={source} />
                  </td>
                </tr>
              ),
            )}
            <tr>
              <th scope="row">{t('weight')}</th>
              <td>{format.weight(weight.value)}</td>
              <td>{format.weight(weight.sigma)}</td>
              <td className={table.wide}>{format.weights(weight.low90, weight.high90)}</td>
              <td>
                <Source name={weight.source} />
              </td>
            </tr>
          </tbody>
        </table>
      </section>
      <p className={styles.hint}>{t('sigmaHint')}</p>
      {fit && (
        <p className={styles.hint}>{t('weightFromVolume', { value: format.weight(fit.weightFromVolume) })}</p>
      )}
      {sure < 1 && <p className={styles.hint}>{t('sexProbably', { sex, share: format.percent(sure) })}</p>}
      <BodyTypeBars {...bodyType} />
      <p className={styles.hint}>{t('bodyTypeHint')}</p>
    </>
  );
}
