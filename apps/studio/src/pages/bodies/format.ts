import { formatFeetInches, formatStones, fromCentimetres, fromKilograms, type TapeKey } from '@likeness/body';
import { useMemo } from 'react';
import { useLanguage } from '../../language/language.tsx';
import type { Units } from './tape/units.ts';

export interface Format {
  /** `168 cm`, `5'6.1"`, `66.1 in` of centimetres. */
  length(cm: number, key?: TapeKey): string;
  /** `33–37.3 cm` of centimetres. */
  lengths(low: number, high: number, key?: TapeKey): string;
  weights(low: number, high: number): string;
  /** The same as {@link Format.length} without the unit. */
  bare(cm: number): string;
  /** `70 kg`, `154.3 lb`, `11 st 0.3 lb` of kilograms. */
  weight(kg: number): string;
  number(value: number, digits?: number): string;
  percent(share: number): string;
  date(moment: string): string;
  moment(moment: string): string;
}

/** Numbers and dates as the language and the units have them. */
export function useFormat(units: Units): Format {
  const { language } = useLanguage();
  return useMemo(() => {
    const unit = (name: string) =>
      new Intl.NumberFormat(language, { style: 'unit', unit: name, maximumFractionDigits: 1 });
    const lengths = unit(units === 'metric' ? 'centimeter' : 'inch');
    const weights = unit(units === 'metric' ? 'kilogram' : 'pound');
    const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
    const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
    const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    const long = (cm: number) => (units === 'metric' ? cm : fromCentimetres(cm, 'in'));
    const heavy = (kg: number) => (units === 'metric' ? kg : fromKilograms(kg, 'lb'));
    const feet = (key?: TapeKey) => units !== 'metric' && key === 'height';
    return {
      length: (cm, key) => (feet(key) ? formatFeetInches(cm) : lengths.format(long(cm))),
      lengths: (low, high, key) =>
        feet(key)
          ? `${formatFeetInches(low)}–${formatFeetInches(high)}`
          : lengths.formatRange(long(low), long(high)),
      bare: (cm) => plain.format(long(cm)),
      weight: (kg) => (units === 'stones' ? formatStones(kg) : weights.format(heavy(kg))),
      weights: (low, high) =>
        units === 'stones'
          ? `${formatStones(low)}–${formatStones(high)}`
          : weights.formatRange(heavy(low), heavy(high)),
      number: (value, digits = 1) =>
        new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
      percent: (share) => percents.format(share),
      date: (moment) => dates.format(new Date(moment)),
      moment: (moment) => moments.format(new Date(moment)),
    };
  }, [language, units]);
}
