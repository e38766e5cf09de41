import { BODY_TYPES, type BodyType } from '@likeness/body';
import { useText } from '../../language/language.tsx';
import styles from './body-type-bars.module.css';
import { useFormat } from './format.ts';

export interface BodyTypeBarsProps {
  probabilities: Readonly<Record<string, number>>;
  borderline: boolean;
}

/** The probability of each body type, the likeliest first. */
export function BodyTypeBars({ probabilities, borderline }: BodyTypeBarsProps) {
  const t = useText('bodies');
  const { percent } = useFormat('metric');
  const share = (type: BodyType) => probabilities[type] ?? 0;
  const types = BODY_TYPES.toSorted((a, b) => share(b) - share(a));
  return (
    <div className={styles.types}>
      <h3>{t('bodyType')}</h3>
      <dl className={styles.bars}>
        {types.map((type) => (
          <div key={type}>
            <dt>{t(type)}</dt>
            <dd>
              <span className={styles.track} aria-hidden="true">
                <span className={styles.bar} style={{ inlineSize: `${100 * share(type)}%` }} />
              </span>
              <span className={styles.share}>{percent(share(type))}</span>
            </dd>
          </div>
        ))}
      </dl>
      {borderline && <p className={styles.hint}>{t('borderline')}</p>}
    </div>
  );
}
