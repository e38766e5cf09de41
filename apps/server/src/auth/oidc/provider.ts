import * as client from 'openid-client';
import type { OidcConfig } from '../../config/oidc.ts';
import { Problem } from '../../errors.ts';

/** seconds that the provider may take to answer */
const TIMEOUT = 10;
/** ms after which the provider's description is read again */
const FRESH = 10 * 60_000;

/** The provider as it describes itself. */
export interface Provider {
  /** @throws Problem `sign_in_unavailable` */
  configuration(): Promise<client.Configuration>;
}

/** Asks for the description when somebody wants to sign in; a failure is not remembered. */
export function createProvider(config: OidcConfig): Provider {
  let known: { at: number; configuration: Promise<client.Configuration> } | undefined;
  return {
    async configuration() {
      if (known === undefined || Date.now() - known.at > FRESH) {
        known = { at: Date.now(), configuration: discover(config) };
      }
      try {
        return await known.configuration;
      } catch (cause) {
        known = undefined;
        throw new Problem('sign_in_unavailable', undefined, { cause: new Error(reasonOf(cause)) });
      }
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<client.Configuration> {
  const url = new URL(issuer);
  return client.discovery(
    url,
    clientId,
    clientSecret,
    clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
    {
      timeout: TIMEOUT,
      execute: [
        // the signature of the ID token is checked as well, not only where it came from
        client.enableNonRepudiationChecks,
        ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
    },
  );
}

/** For the log: a code. Messages and causes of the library may hold what came from the provider, tokens too. */
export function reasonOf(error: unknown): string {
  const { code, error: answered, name } = (error ?? {}) as Record<'code' | 'error' | 'name', unknown>;
  const found = [answered, code, name].find((value) => typeof value === 'string');
  return /^[\w-]{1,60}$/.test(String(found)) ? String(found) : 'unknown';
}
