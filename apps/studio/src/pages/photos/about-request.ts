import type { About } from './capture.ts';

const NUMBER = /^\d+(\.\d+)?$/;

/** Digits as they are typed in Arabic or Persian, and decimal commas, as the server reads them. */
export function latin(text: string): string {
  return text
    .trim()
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[\u066b,]/g, '.');
}

/** cm; undefined where nothing that is a number was typed */
export function heightOf({ unit, height, inches }: About): number | undefined {
  const first = numberOf(height);
  if (first === undefined) return undefined;
  if (unit === 'metric') return first;
  const more = inches.trim() === '' ? 0 : numberOf(inches);
  return more === undefined ? undefined : (first * 12 + more) * 2.54;
}

function numberOf(text: string): number | undefined {
  const digits = latin(text);
  return NUMBER.test(digits) ? Number(digits) : undefined;
}

const TAPE = ['chest', 'waist', 'hip'] as const;

/** What was measured by tape besides the height, in the unit that it was typed in. */
export function tapeOf(about: About): Record<string, number> {
  return Object.fromEntries(
    TAPE.flatMap((key) => {
      const value = numberOf(about[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** The fields that hold something which is no number. */
export function wrongFields(about: About): (keyof About)[] {
  const optional = (['weight', ...TAPE] as const).filter(
    (key) => about[key].trim() !== '' && numberOf(about[key]) === undefined,
  );
  const inches =
    about.unit === 'imperial' && about.inches.trim() !== '' && numberOf(about.inches) === undefined;
  return [
    ...(about.name.trim() === '' ? (['name'] as const) : []),
    ...(numberOf(about.height) === undefined ? (['height'] as const) : []),
    ...(inches ? (['inches'] as const) : []),
    ...optional,
  ];
}

/** As the server's check of a body takes it. */
export function bodyOf(about: About) {
  const { unit, sex } = about;
  const height = heightOf(about);
  const weight = numberOf(about.weight);
  return {
    unit,
    ...(sex && { sex }),
    ...(weight !== undefined && { weight }),
    measurements: {
      ...(height !== undefined && { height: unit === 'metric' ? height : height / 2.54 }),
      ...tapeOf(about),
    },
  };
}
