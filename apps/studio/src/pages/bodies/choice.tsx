import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import styles from './choice.module.css';

export interface ChoiceProps<V extends string> {
  /** What is chosen here; read out. */
  label: string;
  value: V | null;
  options: readonly { value: V; label: string }[];
  onChoose: (value: NoInfer<V>) => void;
}

/** One of a few, side by side. */
export function Choice<V extends string>({ label, value, options, onChoose }: ChoiceProps<V>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={value === null ? [] : [value]}
      onValueChange={([next]) => next !== undefined && onChoose(next as V)}
      className={styles.group}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} className={styles.option}>
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
