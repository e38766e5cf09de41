import { expect, test } from 'vitest';
import { addressOf, auditQueryOf, auditSearchOf } from './audit-search.ts';

const of = (address: string) => auditSearchOf(new URLSearchParams(address));

test('what was looked for comes back from the address', () => {
  const search = { q: 'a&b', action: 'portrait.uploaded', actor: '', from: '2026-11-01', to: '' };
  expect(of(new URLSearchParams(addressOf(search)).toString())).toEqual(search);
});

test('what is empty or only spaces is not in the address', () => {
  expect(addressOf({ q: '  ', action: '', actor: ' bob ', from: '', to: '' })).toEqual({ actor: 'bob' });
});

test.each(['from=yesterday', 'from=2026-13-45', 'from=2026-1-1', 'from='])('%s is no day', (address) => {
  expect(of(address).from).toBe('');
});

test('a day is asked for from its first moment to its last, where the reader is', () => {
  const { from, to } = auditQueryOf(of('from=2026-11-21&to=2026-11-21'));
  expect(new Date(from).getHours()).toBe(0);
  expect(Date.parse(to) - Date.parse(from)).toBe(24 * 3600 * 1000 - 1);
});
