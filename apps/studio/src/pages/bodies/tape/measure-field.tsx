import { Slider } from '@base-ui/react/slider';
import type { Finding } from '@likeness/body';
import { X } from 'lucide-react';
import { memo, useId } from 'react';
import { useText } from '../../../language/language.tsx';
import { useFormat } from '../format.ts';
import type { SaidFinding } from '../say-finding.ts';
import { type Entry, type FieldKey, textOf } from './draft.ts';
import { exampleOf, scaleOf } from './fields.ts';
import { FindingLine } from './finding-line.tsx';
import type { Fix } from './fix.ts';
import styles from './measure-field.module.css';
import type { Units } from './units.ts';

/** What the rest says of a value that nobody gave. */
export interface Guess {
  value: number;
  low: number;
  high: number;
}

export interface FieldActions {
  onType(key: FieldKey, text: string): void;
  onSlide(key: FieldKey, value: number): void;
  onTidy(key: FieldKey): void;
  onForget(key: FieldKey): void;
  onPoint(key: FieldKey): void;
  onFix(fix: Fix): void;
}

export interface MeasureFieldProps {
  name: FieldKey;
  units: Units;
  entry: Entry | undefined;
  guess: Guess | undefined;
  findings: readonly { finding: Finding; fix: Fix | null; said: SaidFinding }[];
  pointed: boolean;
  actions: FieldActions;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** A measure: a field that reads either unit, and a slider whose hollow thumb stands where the rest puts it. */
export const MeasureField = memo(function MeasureField(props: MeasureFieldProps) {
  const { name, units, entry, guess, findings, pointed, actions } = props;
  const t = useText('bodies');
  const format = useFormat(units);
  const id = useId();
  const label = t(name);
  const { min, max, step, shown, value } = scaleOf(name, units);
  const write = (amount: number): string => {
    if (name === 'age') return format.number(amount, 0);
    return name === 'weight' ? format.weight(amount) : format.length(amount, name);
  };
  const at = entry?.value ?? guess?.value ?? value((min + max) / 2);
  const about = guess && {
    value: write(guess.value),
    low: write(guess.low),
    high: write(guess.high),
  };
  const range =
    guess &&
    (name === 'weight'
      ? format.weights(guess.low, guess.high)
      : format.lengths(guess.low, guess.high, name === 'age' ? undefined : name));
  const share = (amount: number) => (100 * (clamp(shown(amount), min, max) - min)) / (max - min);
  const unreadable = entry !== undefined && entry.value === null;
  const wrong = unreadable || findings.some(({ finding }) => finding.severity === 'error');
  const unit =
    name === 'age'
      ? 'years'
      : name === 'weight'
        ? ({ metric: 'kg', imperial: 'lb', stones: 'st' } as const)[units]
        : units === 'metric'
          ? 'cm'
          : 'in';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing only shows where the tape lies, as focus does
    <div
      className={styles.field}
      data-pointed={pointed || undefined}
      onPointerEnter={() => actions.onPoint(name)}
      onFocus={() => actions.onPoint(name)}
    >
      <div className={styles.line}>
        <label htmlFor={id}>{label}</label>
        <span className={styles.box} data-wrong={wrong || undefined}>
          <input
            id={id}
            inputMode={units === 'metric' || name === 'age' ? 'decimal' : 'text'}
            autoComplete="off"
            maxLength={40}
            dir="ltr"
            value={entry?.text ?? ''}
            placeholder={
              guess && entry === undefined && name !== 'age' ? `≈ ${textOf(units, name, guess.value)}` : ''
            }
            aria-invalid={wrong || undefined}
            aria-describedby={`${id}-about`}
            onChange={({ target }) => actions.onType(name, target.value)}
            onBlur={() => actions.onTidy(name)}
          />
          <span aria-hidden="true">{t(unit)}</span>
        </span>
        <button
          type="button"
          className={styles.forget}
          aria-label={t('forget', { label })}
          disabled={entry === undefined}
          onClick={() => actions.onForget(name)}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      <Slider.Root
        value={clamp(shown(at), min, max)}
        min={min}
        max={max}
        step={step}
        largeStep={step * 10}
        onValueChange={(next) => actions.onSlide(name, value(next))}
        className={styles.slider}
      >
        <Slider.Control className={styles.control}>
          <Slider.Track className={styles.track}>
            {entry === undefined && guess && name !== 'age' && (
              <span
                className={styles.band}
                style={{
                  insetInlineStart: `${share(guess.low)}%`,
                  width: `${share(guess.high) - share(guess.low)}%`,
                }}
              />
            )}
            {entry !== undefined && <Slider.Indicator className={styles.indicator} />}
            <Slider.Thumb
              className={styles.thumb}
              data-guess={entry === undefined || undefined}
              getAriaLabel={() => label}
              getAriaValueText={() => (entry === undefined && about ? t('rangeFull', about) : write(at))}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <div id={`${id}-about`} className={styles.about}>
        {entry === undefined && about && name !== 'age' && (
          <span>{t('probably', { range: range ?? '' })}</span>
        )}
        {unreadable && (
          <span className={styles.bad}>
            {t('unreadable', {
              kind: name === 'weight' || name === 'age' ? name : 'length',
              example: exampleOf(name, units),
            })}
          </span>
        )}
        {findings.map(({ finding, fix, said }) => (
          <FindingLine
            key={finding.code + finding.sentence}
            severity={finding.severity}
            said={said}
            fix={fix}
            value={fix && 'value' in fix ? write(fix.value) : undefined}
            onFix={actions.onFix}
          />
        ))}
      </div>
    </div>
  );
});
