import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `24h`, `30d`; a bare number counts milliseconds. Gives milliseconds. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)?$/, 'a time such as 90s, 15m, 24h or 30d')
  .transform((text) => {
    const [, amount, unit] = /^([\d.]+)\s*(ms|s|m|h|d)?$/.exec(text) ?? [];
    return Math.round(Number(amount) * UNITS[(unit ?? 'ms') as keyof typeof UNITS]);
  });

/** A duration from `min` to `max`, both written as such. Longer ones than 24 days do not fit a timer. */
export const durationFrom = (min: string, max: string) => {
  const [least, most] = [min, max].map((limit) => duration.parse(limit)) as [number, number];
  const expected = `a time from ${min} to ${max}, such as 90s`;
  return z
    .string()
    .refine((text) => duration.safeParse(text).success, expected)
    .pipe(duration)
    .refine((ms) => ms >= least && ms <= most, expected);
};

/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, `a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `a whole number from ${min} to ${max}`);

/** A whole number from `min` to `max`, or `off`, which gives undefined. */
export const wholeOrOff = (min: number, max: number) =>
  z
    .string()
    .refine(
      (text) => text.toLowerCase() === 'off' || whole(min, max).safeParse(text).success,
      `a whole number from ${min} to ${max}, or off`,
    )
    .transform((text) => (text.toLowerCase() === 'off' ? undefined : Number(text)));

/** `never`, which gives 0, or whole days from 1 on. */
export const neverOrDays = (max: number) =>
  z
    .string()
    .refine(
      (text) => text.toLowerCase() === 'never' || whole(1, max).safeParse(text).success,
      `never, or a whole number of days from 1 to ${max}`,
    )
    .transform((text) => (text.toLowerCase() === 'never' ? 0 : Number(text)));

export const flag = z
  .string()
  .toLowerCase()
  .refine((text) => ['on', 'off', 'true', 'false', '1', '0', 'yes', 'no'].includes(text), 'on or off')
  .transform((text) => ['on', 'true', '1', 'yes'].includes(text));

export const oneOf = <const T extends string>(...values: T[]) =>
  z.string().refine((text): text is T => (values as string[]).includes(text), values.join(' or '));

export const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'an http or https address',
  )
  .transform((text) => text.replace(/\/+$/, ''));

export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

export const text = z.string().min(1, 'some text');
