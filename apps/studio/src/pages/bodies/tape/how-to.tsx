import { TAPE_DEFINITIONS, type TapeKey } from '@likeness/body';
import { useText } from '../../../language/language.tsx';
import type { FieldKey } from './draft.ts';
import styles from './live-pane.module.css';

/** What a measure is and how it is taken, by the standard's name. */
export function HowTo({ name }: { name: FieldKey }) {
  const t = useText('bodies');
  const tape = name !== 'weight' && name !== 'age';
  const { standard, term } = TAPE_DEFINITIONS[tape ? (name as TapeKey) : 'height'];
  return (
    <div className={styles.howTo}>
      <h3>
        {t('howTo')}: {t(name)}
      </h3>
      <p>{t(`${name}Definition`)}</p>
      {tape && (
        <>
          <p>{t(`${name as TapeKey}Method`)}</p>
          <p className={styles.soft}>
            <bdi>{t('standard', { standard, term })}</bdi>
          </p>
        </>
      )}
    </div>
  );
}
