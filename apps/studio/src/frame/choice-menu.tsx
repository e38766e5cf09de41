import { Menu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './menu.module.css';

/** A button with an icon, and one choice of a few. */
export function ChoiceMenu<T extends string>({
  label,
  icon,
  value,
  choices,
  onChoose,
}: {
  label: string;
  icon: ReactNode;
  value: T;
  choices: readonly { value: T; label: string; lang?: string }[];
  onChoose(value: T): void;
}) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={styles.trigger} aria-label={label} title={label}>
        {icon}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className={styles.above}>
          <Menu.Popup className={styles.popup}>
            <Menu.RadioGroup value={value} onValueChange={(next: T) => onChoose(next)}>
              {choices.map((choice) => (
                <Menu.RadioItem
                  key={choice.value}
                  value={choice.value}
                  lang={choice.lang}
                  closeOnClick
                  className={styles.item}
                >
                  <span className={styles.mark}>
                    <Menu.RadioItemIndicator>
                      <Check size={16} aria-hidden="true" />
                    </Menu.RadioItemIndicator>
                  </span>
                  {choice.label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
