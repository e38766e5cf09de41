import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `24h` or `30d`; a bare number counts milliseconds. */
export function milliseconds(text: string): number {
  const [, amount, unit = 'ms'] = /^(\d{1,12}(?:\.\d{1,6})?)\s*(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Use a time such as 90s, 15m or 24h.');
  return Math.round(Number(amount) * (UNITS[unit] ?? 1));
}

/** Reads a whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Use a whole number from ${min} to ${max}.`);
  };
}

/** Reads a number from 0 to 1. */
export function share(text: string): number {
  if (/^(0|1|0?\.\d{1,6})$/.test(text.trim())) return Number(text);
  throw new InvalidArgumentError('Use a number from 0 to 1, as 0.3.');
}
