import { IntlMessageFormat } from 'intl-messageformat';

export type Values = Readonly<Record<string, string | number | Date>>;
const formats = new Map<string, IntlMessageFormat>();

/** A sentence with its values filled in; each pattern is parsed once. */
export function fill(pattern: string, language: string, values?: Values): string {
  const name = `${language}\n${pattern}`;
  let format = formats.get(name);
  if (!format) {
    format = new IntlMessageFormat(pattern, language);
    formats.set(name, format);
  }
  return String(format.format(values));
}
