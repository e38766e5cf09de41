import { expect, test } from 'vitest';
import { claimsOf } from './claims-of.ts';

const NAMES = { roleClaim: 'role', orgClaim: 'org' };
const said = { iss: 'https://id.example', sub: 'u-1' };

test('who has neither role nor organization is a user of the default one', () => {
  expect(claimsOf(said, NAMES)).toEqual({
    issuer: 'https://id.example',
    subject: 'u-1',
    organization: 'default',
    role: 'user',
    permissions: [],
  });
});

test.each<[unknown, string]>([
  ['admin', 'admin'],
  ['premium', 'premium'],
  [['user', 'admin', 'something else'], 'admin'],
  ['Admin', 'user'],
  ['owner', 'user'],
  [['owner'], 'user'],
  [{ admin: true }, 'user'],
  [null, 'user'],
])('role %j: %s', (role, expected) => {
  expect(claimsOf({ ...said, role }, NAMES)?.role).toBe(expected);
});

test('claims are found by a name with dots and by a path', () => {
  const names = { roleClaim: 'realm_access.roles', orgClaim: 'https://likeness.example/org' };
  const deep = {
    ...said,
    realm_access: { roles: ['admin'] },
    'https://likeness.example/org': 'acme',
  };
  expect(claimsOf(deep, names)).toMatchObject({ role: 'admin', organization: 'acme' });
  expect(claimsOf({ ...said, realm_access: 'admin' }, names)?.role).toBe('user');
  expect(claimsOf(said, { ...NAMES, roleClaim: '__proto__.constructor.name' })?.role).toBe('user');
});

test('neither permissions nor a session come from a provider', () => {
  const more = { ...said, permissions: ['system'], likeness_session: crypto.randomUUID(), userId: 'root' };
  expect(claimsOf(more, NAMES)).toEqual(claimsOf(said, NAMES));
});

test('a name that is none, or an organization that is none, is nobody', () => {
  expect(claimsOf({ ...said, sub: '' }, NAMES)).toBeUndefined();
  expect(claimsOf({ iss: said.iss }, NAMES)).toBeUndefined();
  expect(claimsOf({ ...said, org: ['acme'] }, NAMES)).toBeUndefined();
});
