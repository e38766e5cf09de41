import { ConfigurationError } from '../errors.ts';
import { isLoopback } from './loopback.ts';
import type { Read } from './read-settings.ts';
import { SETTINGS } from './settings.ts';

/** The identity provider that people sign in with; undefined when there is none. */
export type OidcConfig = NonNullable<ReturnType<typeof readOidc>>;

export function readOidc({ optional, required }: Read) {
  const issuer = optional(SETTINGS.oidcIssuer);
  const clientId = optional(SETTINGS.oidcClientId);
  if (issuer === undefined && clientId === undefined) return undefined;
  if (issuer === undefined)
    throw new ConfigurationError('LIKENESS_OIDC_ISSUER', 'is needed with LIKENESS_OIDC_CLIENT_ID.');
  if (clientId === undefined)
    throw new ConfigurationError('LIKENESS_OIDC_CLIENT_ID', 'is needed with LIKENESS_OIDC_ISSUER.');
  const { protocol, hostname, host } = new URL(issuer);
  if (protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, '')))
    throw new ConfigurationError('LIKENESS_OIDC_ISSUER', 'must be an https address, or http on loopback.');
  return {
    issuer,
    clientId,
    clientSecret: optional(SETTINGS.oidcClientSecret),
    scopes: required(SETTINGS.oidcScopes),
    name: optional(SETTINGS.oidcName) ?? host,
    roleClaim: required(SETTINGS.oidcRoleClaim),
    orgClaim: required(SETTINGS.oidcOrgClaim),
  };
}
