import { useText } from '../../../language/language.tsx';
import { useBodies } from '../body-queries.ts';
import styles from './compare.module.css';

export interface BodyPickerProps {
  label: string;
  /** An id, or nothing yet. */
  value: string;
  onChoose(id: string): void;
}

/** One of the bodies that are ready. */
export function BodyPicker({ label, value, onChoose }: BodyPickerProps) {
  const t = useText('bodies');
  const own = useBodies({ scope: 'own', search: '', page: 1 });
  const shared = useBodies({ scope: 'shared', search: '', page: 1 });
  const bodies = [...(own.data?.data ?? []), ...(shared.data?.data ?? [])];
  const known = bodies.some(({ id }) => id === value);
  return (
    <label className={styles.picker}>
      {label}
      <select value={value} onChange={({ target }) => onChoose(target.value)}>
        <option value="" disabled>
          {t('choose')}
        </option>
        {!known && value && <option value={value}>{t('body')}</option>}
        {bodies.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
