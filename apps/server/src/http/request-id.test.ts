import { expect, it } from 'vitest';
import { requestIdOf } from './request-id.ts';

const idFor = (sent: string | undefined) => requestIdOf({ headers: { 'x-request-id': sent } });

it.each(['a', 'trace-1.2_3', 'x'.repeat(100)])('keeps %s', (sent) => expect(idFor(sent)).toBe(sent));

it.each([undefined, '', 'x'.repeat(101), 'a b', 'a\r\nb', '{"a":1}', '\u001b[31m', 'é'])(
  'makes one for %j',
  (sent) => {
    expect(idFor(sent)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  },
);
