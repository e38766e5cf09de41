import { useRef, useState } from 'react';
import { useText } from '../../language/language.tsx';
import type { About } from './capture.ts';
import { Choice } from './choice.tsx';
import { Field, type FieldProps } from './field.tsx';
import { inUnit } from './in-unit.ts';
import styles from './photos.module.css';

export type Findings = Record<string, FieldProps['finding']>;

/** Name, height, and what else is known: the more, the surer the answer. */
export function AboutFields({
  about,
  findings,
  onChange,
}: {
  about: About;
  findings: Findings;
  onChange(more: Partial<About>): void;
}) {
  const t = useText('photos');
  const { weight, chest, waist, hip } = about;
  const [more, setMore] = useState(Boolean(weight || chest || waist || hip));
  const earlier = useRef<About>(undefined);
  const metric = about.unit === 'metric';
  const field = (key: keyof About): FieldProps => ({
    label: t(key as 'name'),
    value: about[key],
    finding: findings[key],
    autoComplete: 'off',
    onChange: ({ target }) => onChange({ [key]: target.value }),
  });
  const number = (key: keyof About, unit: string): FieldProps => ({
    ...field(key),
    inputMode: 'decimal',
    dir: 'ltr',
    unit,
  });
  const length = t(metric ? 'cm' : 'in');
  return (
    <>
      <Field {...field('name')} maxLength={255} hint={t('nameHint')} />
      <div className={styles.row}>
        <Choice
          label={t('unit')}
          value={about.unit}
          values={[
            ['metric', t('metric')],
            ['imperial', t('imperial')],
          ]}
          onChange={(unit) => {
            onChange(inUnit(about, unit, earlier.current));
            earlier.current = about;
          }}
        />
        <Choice
          label={t('sex')}
          value={about.sex}
          values={[
            ['', t('sexUnsaid')],
            ['female', t('female')],
            ['male', t('male')],
          ]}
          onChange={(sex) => onChange({ sex })}
        />
      </div>
      <div className={styles.row}>
        <Field {...number('height', t(metric ? 'cm' : 'ft'))} hint={t('heightHint')} />
        {!metric && <Field {...number('inches', t('in'))} />}
      </div>
      <details
        className={styles.more}
        open={more}
        onToggle={({ currentTarget }) => setMore(currentTarget.open)}
      >
        <summary>{t('more')}</summary>
        <p>{t('moreHint')}</p>
        <div className={styles.row}>
          <Field {...number('weight', t(metric ? 'kg' : 'lb'))} />
          <Field {...number('chest', length)} />
          <Field {...number('waist', length)} />
          <Field {...number('hip', length)} />
        </div>
      </details>
    </>
  );
}
