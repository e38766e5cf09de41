import * as client from 'openid-client';
import type { OidcConfig } from '../../config/oidc.ts';
import { Problem } from '../../errors.ts';

/** seconds that the provider may take to answer */
const TIMEOUT = 10;
/** ms after which the provider's description is read again, and again when that failed */
const TIMES = { fresh: 10 * 60_000, retry: 60_000 };

/** The provider as it describes itself. */
export interface Provider {
  /** @throws Problem `sign_in_unavailable` */
  configuration(): Promise<client.Configuration>;
}

/**
 * Asks for the description when somebody wants to sign in; a failure is not remembered. One that worked is kept while
 * there is no newer one.
 */
export function createProvider(config: OidcConfig, { fresh, retry } = TIMES): Provider {
  let known: { until: number; configuration: client.Configuration } | undefined;
  let asking: Promise<client.Configuration> | undefined;
  const ask = async () => {
    try {
      const configuration = await discover(config);
      known = { until: Date.now() + fresh, configuration };
      return configuration;
    } catch (cause) {
      if (known === undefined) {
        throw new Problem('sign_in_unavailable', undefined, { cause: new Error(reasonOf(cause)) });
      }
      known.until = Date.now() + retry;
      return known.configuration;
    } finally {
      asking = undefined;
    }
  };
  return {
    async configuration() {
      if (known !== undefined && Date.now() < known.until) return known.configuration;
      asking ??= ask();
      return asking;
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
