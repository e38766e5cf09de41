import { useMemo } from 'react';
import { useLanguage } from '../../language/language.tsx';
import type { Language } from '../../language/texts.ts';

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** How numbers, sizes and moments are written in a language. */
export function formatsOf(language: Language, timeZone?: string) {
  const count = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const sizes = BYTE_UNITS.map(
    (unit) => new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }),
  );
  const milliseconds = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'millisecond',
    maximumFractionDigits: 0,
  });
  const moment = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone && { timeZone }),
  });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium', ...(timeZone && { timeZone }) });
  // a day of the statistics is one of UTC, wherever it is read
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const shortDay = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return {
    count: (value: number) => count.format(value),
    share: (value: number) => share.format(value),
    milliseconds: (value: number) => milliseconds.format(value),
    /** Steps of 1000, as disks are sold. */
    bytes(value: number): string {
      const step = Math.min(
        sizes.length - 1,
        Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3)),
      );
      return (sizes[step] as Intl.NumberFormat).format(value / 1000 ** step);
    },
    // a line is not broken before AM or PM
    moment: (at: string | Date) =>
      moment
        .formatToParts(new Date(at))
        .map(({ value }, index, parts) => (parts[index + 1]?.type === 'dayPeriod' ? '\u00a0' : value))
        .join(''),
    time: (at: string | Date | number) => time.format(new Date(at)),
    day: (at: string) => day.format(new Date(at)),
    shortDay: (at: string) => shortDay.format(new Date(at)),
  };
}

export type Formats = ReturnType<typeof formatsOf>;

export function useFormats(): Formats {
  const { language } = useLanguage();
  return useMemo(() => formatsOf(language), [language]);
}
