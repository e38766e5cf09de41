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

test('a day is asked for from its first moment to the first after it, where the reader is', () => {
  const { from, to } = auditQueryOf(of('from=2026-11-21&to=2026-11-21'));
  const moments = [from, to].map((moment) => new Date(moment));
  expect(moments.map((moment) => [moment.getDate(), moment.getHours()])).toEqual([
    [21, 0],
    [22, 0],
  ]);
});
