import { useText } from '../../language/language.tsx';
import { STEPS, type Step } from './capture.ts';
import styles from './photos.module.css';

/** Where one is on the way; steps behind can be gone back to, but not while photos are under way. */
export function Stepper({ step, still, onStep }: { step: Step; still: boolean; onStep(step: Step): void }) {
  const t = useText('photos');
  const here = STEPS.indexOf(step);
  return (
    <nav aria-label={t('steps')}>
      <ol className={styles.stepper}>
        {STEPS.map((one, at) => (
          <li key={one} aria-current={one === step ? 'step' : undefined} data-done={at < here || undefined}>
            {at < here ? (
              <button type="button" disabled={still} onClick={() => onStep(one)}>
                {t(`step_${one}`)}
              </button>
            ) : (
              <span>{t(`step_${one}`)}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
