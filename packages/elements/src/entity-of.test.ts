import { expect, it } from 'vitest';
import { entityOf } from './entity-of.ts';

it.each([
  ['user:alice', null, { type: 'user', id: 'alice' }],
  ['agent:a:b', null, { type: 'agent', id: 'a:b' }],
  [null, 'alice', { type: 'user', id: 'alice' }],
  ['item:7', 'alice', { type: 'item', id: '7' }],
  ['', 'me', { type: 'user', id: 'me' }],
  ['robot:x', null, undefined],
  ['alice', null, undefined],
  ['users', null, undefined],
  ['user:', null, undefined],
  [null, null, undefined],
] as const)('entity=%j user=%j', (entity, user, expected) => {
  expect(entityOf(entity, user)).toEqual(expected);
});
