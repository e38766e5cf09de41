import { useText } from '../../../language/language.tsx';
import type { Measured } from '../body-queries.ts';
import { Choice } from '../choice.tsx';
import { useFormat } from '../format.ts';
import table from '../result/measures-table.module.css';
import { UNITS, type Units } from '../tape/units.ts';
import styles from './compare.module.css';
import { differences } from './differences.ts';

export interface DifferencesTableProps {
  names: readonly [string, string];
  first: Measured;
  second: Measured;
  units: Units;
  onUnits(units: Units): void;
}

/** Every measure of both, and by how much the second is more. */
export function DifferencesTable({ names, first, second, units, onUnits }: DifferencesTableProps) {
  const t = useText('bodies');
  const format = useFormat(units);
  const write = (key: string, value: number) =>
    key === 'weight' ? format.weight(value) : format.length(value, key as 'height');
  // a difference in feet and inches nobody reads
  const apart = (key: string, value: number) =>
    (value > 0 ? '+' : '−') +
    (key === 'weight' ? format.weight(Math.abs(value)) : format.length(Math.abs(value)));
  return (
    <>
      <div className={styles.head}>
        <h2>{t('compareTable')}</h2>
        <Choice
          label={t('units')}
          value={units}
          onChoose={onUnits}
          options={UNITS.map((value) => ({ value, label: t(value) }))}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by keys */}
      <section className={table.scroll} tabIndex={0} aria-label={t('compareTable')}>
        <table className={table.table}>
          <caption className="visually-hidden">{t('compareTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('measure')}</th>
              <th scope="col" className={styles.who}>
                <bdi>{names[0]}</bdi>
              </th>
              <th scope="col" className={styles.who}>
                <bdi>{names[1]}</bdi>
              </th>
              <th scope="col">{t('difference')}</th>
            </tr>
          </thead>
          <tbody>
            {differences(first, second).map(({ key, first: one, second: two, by, uncertain }) => (
              <tr key={key}>
                <th scope="row">{t(key)}</th>
                <td>{write(key, one)}</td>
                <td>{write(key, two)}</td>
                <td>
                  <bdi dir="ltr">{Math.abs(by) < 0.05 ? t('same') : apart(key, by)}</bdi>
                  {uncertain && Math.abs(by) >= 0.05 && (
                    <small className={styles.soft}>{t('uncertain')}</small>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
