import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { useLanguage, useText } from '../../language/language.tsx';
import { LANGUAGES } from '../../language/texts.ts';
import type { Day } from './admin-api.ts';
import { chartDays, SERIES, type SeriesName } from './chart-series.ts';
import styles from './days-chart.module.css';
import { useFormats } from './formats.ts';

/** A bar a day; hatching tells its parts apart where colours do not. The table below says the same in numbers. */
export function DaysChart({ days, shown }: { days: readonly Day[]; shown: SeriesName }) {
  const t = useText('admin');
  const { count, bytes, day, shortDay } = useFormats();
  const { language } = useLanguage();
  const backwards = LANGUAGES[language].direction === 'rtl';
  const { solid, hatched, bytes: inBytes } = SERIES[shown];
  const amount = (value: unknown) => (inBytes ? bytes(Number(value)) : count(Number(value)));
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.legend}>
        <Key>{t(`bar-${solid}`)}</Key>
        {hatched && <Key hatched>{t(`bar-${hatched}`)}</Key>}
      </figcaption>
      <div role="img" aria-label={t('chart', { what: t(`show-${shown}`) })} className={styles.drawing}>
        <BarChart
          data={chartDays(days)}
          responsive
          style={{ width: '100%', height: '100%' }}
          margin={{ top: 8, right: 4, bottom: 0, left: 4 }}
          accessibilityLayer={false}
        >
          <defs>
            <pattern
              id="hatch"
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="6" height="6" className={styles.ground} />
              <rect width="3" height="6" className={styles.stripe} />
            </pattern>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="day"
            reversed={backwards}
            tickFormatter={shortDay}
            minTickGap={24}
            tickLine={false}
            stroke="var(--dash)"
            tick={{ fill: 'var(--soft)', fontSize: 13 }}
          />
          <YAxis
            orientation={backwards ? 'right' : 'left'}
            width={inBytes ? 72 : 48}
            allowDecimals={inBytes}
            tickFormatter={amount}
            axisLine={false}
            tickLine={false}
            tick={{ fill: 'var(--soft)', fontSize: 13 }}
          />
          <Tooltip
            cursor={{ fill: 'var(--wash)' }}
            isAnimationActive={false}
            content={({ active, payload, label }) =>
              active && payload?.length ? (
                <div className={styles.tip} dir={LANGUAGES[language].direction}>
                  <strong>{day(String(label))}</strong>
                  {payload.map(({ name, value }) => (
                    <span key={String(name)}>
                      {name}: {amount(value)}
                    </span>
                  ))}
                </div>
              ) : null
            }
          />
          <Bar
            dataKey={solid}
            name={t(`bar-${solid}`)}
            stackId="day"
            fill="var(--accent)"
            maxBarSize={36}
            isAnimationActive={false}
          />
          {hatched && (
            <Bar
              dataKey={hatched}
              name={t(`bar-${hatched}`)}
              stackId="day"
              fill="url(#hatch)"
              stroke="var(--warn)"
              maxBarSize={36}
              isAnimationActive={false}
            />
          )}
        </BarChart>
      </div>
    </figure>
  );
}

function Key({ hatched = false, children }: { hatched?: boolean; children: string }) {
  return (
    <span className={styles.key}>
      <span aria-hidden="true" className={hatched ? styles.hatched : styles.solid} />
      {children}
    </span>
  );
}
