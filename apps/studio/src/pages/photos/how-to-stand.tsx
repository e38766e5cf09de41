import { useText } from '../../language/language.tsx';
import { Card } from '../../ui/card.tsx';
import { Figure } from './figure.tsx';
import styles from './photos.module.css';

const RULES = ['wear', 'place', 'phone', 'arms'] as const;

/** What makes a photo that can be measured, before one is taken. */
export function HowToStand() {
  const t = useText('photos');
  return (
    <Card className={styles.how}>
      <div className={styles.figures} aria-hidden="true">
        <Figure kind="front" />
        <Figure kind="side" />
      </div>
      <div>
        <h2>{t('howTitle')}</h2>
        <ul>
          {RULES.map((rule) => (
            <li key={rule}>{t(`rule_${rule}`)}</li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
