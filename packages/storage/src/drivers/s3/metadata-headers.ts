/**
 * Metadata as S3 keeps it: in headers, so in ASCII. Text that a header cannot carry is written as RFC 2047 writes
 * it, in UTF-8 and base64, which S3 itself uses for such values. What would be taken for that is written so too,
 * and so are nothing and blanks at an end, which stores drop.
 */
const PLAIN = /^[!-~]([ -~]*[!-~])?$/;
const ENCODED = /^=\?utf-8\?b\?([A-Za-z0-9+/]*={0,2})\?=$/i;

export function toHeaders(metadata: Record<string, string>): Record<string, string> {
  return mapped(metadata, (value) =>
    PLAIN.test(value) && !value.startsWith('=?')
      ? value
      : `=?utf-8?b?${Buffer.from(value).toString('base64')}?=`,
  );
}

export function fromHeaders(headers: Record<string, string> = {}): Record<string, string> {
  return mapped(headers, (value) => {
    const encoded = ENCODED.exec(value)?.[1];
    return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString();
  });
}

function mapped(values: Record<string, string>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
