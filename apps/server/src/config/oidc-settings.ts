import { text } from './parsers.ts';
import { setting } from './setting.ts';

/** As it is written: of some providers it ends with a slash, of others not. */
const issuer = text.refine(
  (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  'an http or https address',
);
const oidc = setting('Sign-in by OpenID Connect');

/** The identity provider that people sign in to the studio with. Part of `SETTINGS`. */
export const OIDC_SETTINGS = {
  oidcIssuer: oidc(
    'LIKENESS_OIDC_ISSUER',
    issuer,
    'The provider, as its `issuer` says it: https, or http on loopback. At the provider, allow the redirect to `<address of this server>/api/v1/session/oidc/callback`.',
  ),
  oidcClientId: oidc('LIKENESS_OIDC_CLIENT_ID', text, 'How the provider knows this server.'),
  oidcClientSecret: oidc(
    'LIKENESS_OIDC_CLIENT_SECRET',
    text,
    'The secret that goes with it; without one, PKCE alone protects the sign-in.',
  ),
  oidcScopes: oidc(
    'LIKENESS_OIDC_SCOPES',
    text.refine((scopes) => scopes.split(/\s+/).includes('openid'), 'scopes with openid among them'),
    'What the provider is asked for, separated by spaces.',
    'openid',
  ),
  oidcName: oidc(
    'LIKENESS_OIDC_NAME',
    text.max(60, 'at most 60 characters'),
    'What people call the provider, for the button; by default its host.',
  ),
  oidcRoleClaim: oidc(
    'LIKENESS_OIDC_ROLE_CLAIM',
    text,
    'Claim that holds the role, or a list with it among others: user, premium or admin. A path such as `realm_access.roles` leads into objects. Who has no known role is a user.',
    'role',
  ),
  oidcOrgClaim: oidc(
    'LIKENESS_OIDC_ORG_CLAIM',
    text,
    'Claim that names the organization; who has none belongs to `default`.',
    'org',
  ),
} as const;
