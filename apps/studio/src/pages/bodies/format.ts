import { formatFeetInches, formatStones, fromCentimetres, fromKilograms, type TapeKey } from '@likeness/body';
import { useMemo } from 'react';
import { useLanguage } from '../../language/language.tsx';
import type { Units } from './tape/units.ts';

export interface Format {
  /** `168 cm`, `5'6.1"`, `66.1 in` of centimetres. */
  length(cm: number, key?: TapeKey): string;
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
    return {
      length: (cm, key) =>
        units === 'metric'
          ? lengths.format(cm)
          : key === 'height'
            ? formatFeetInches(cm)
            : lengths.format(fromCentimetres(cm, 'in')),
      weight: (kg) =>
        units === 'stones'
          ? formatStones(kg)
          : weights.format(units === 'metric' ? kg : fromKilograms(kg, 'lb')),
      number: (value, digits = 1) =>
        new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
      percent: (share) => percents.format(share),
      date: (moment) => dates.format(new Date(moment)),
      moment: (moment) => moments.format(new Date(moment)),
    };
  }, [language, units]);
}
