import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const oidc = (env: Record<string, string>) =>
  loadConfig({ LIKENESS_OIDC_CLIENT_ID: 'likeness', ...env }).oidc;
const ISSUER = 'https://id.example/realms/people/';

test('without a provider there is none', () => {
  expect(loadConfig({}).oidc).toBeUndefined();
});

test('the issuer is kept as it is written, its host is its name', () => {
  expect(oidc({ LIKENESS_OIDC_ISSUER: ISSUER })).toEqual({
    issuer: ISSUER,
    clientId: 'likeness',
    clientSecret: undefined,
    scopes: 'openid',
    name: 'id.example',
    roleClaim: 'role',
    orgClaim: 'org',
  });
});

test.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
  '%s is taken',
  (issuer) => {
    expect(oidc({ LIKENESS_OIDC_ISSUER: issuer })?.issuer).toBe(issuer);
  },
);

test.each<[Record<string, string>, RegExp]>([
  [{ LIKENESS_OIDC_ISSUER: 'http://id.example' }, /LIKENESS_OIDC_ISSUER.*https/],
  [{ LIKENESS_OIDC_ISSUER: 'id.example' }, /LIKENESS_OIDC_ISSUER.*http/],
  [{}, /LIKENESS_OIDC_ISSUER: is needed/],
  [{ LIKENESS_OIDC_ISSUER: ISSUER, LIKENESS_OIDC_CLIENT_ID: '' }, /LIKENESS_OIDC_CLIENT_ID: is needed/],
  [{ LIKENESS_OIDC_ISSUER: ISSUER, LIKENESS_OIDC_SCOPES: 'profile email' }, /LIKENESS_OIDC_SCOPES.*openid/],
  [{ LIKENESS_OIDC_ISSUER: ISSUER, LIKENESS_OIDC_NAME: 'x'.repeat(61) }, /LIKENESS_OIDC_NAME.*60/],
])('%j is refused', (env, why) => {
  expect(() => oidc(env)).toThrow(why);
});
