import * as client from 'openid-client';
import type { OidcConfig } from '../../config/oidc.ts';
import type { Database } from '../../database/database.ts';
import type { Log } from '../../log.ts';
import type { Claims } from '../claims.ts';
import { claimsOf, valueAt } from './claims-of.ts';
import { createProvider, reasonOf } from './provider.ts';
import { isHalf, keepSignIn, randomHalf, spendSignIn } from './sign-ins.ts';

/** Why nobody is signed in; the sign-in page has a sentence for each. */
export type Refusal = 'denied' | 'expired' | 'failed' | 'unavailable';

export interface Finished {
  returnTo: string;
  outcome: { claims: Claims } | { refusal: Refusal };
}

/** Sign-in by an identity provider: authorization code flow with PKCE, state and nonce. */
export interface Oidc {
  /**
   * @param browser what an earlier sign-in of this browser left in its cookie
   * @returns where to send the browser, and what its cookie must hold when it comes back
   * @throws Problem `sign_in_unavailable`
   */
  begin(way: { redirectUri: string; returnTo: string; browser: string | undefined }): Promise<{
    url: string;
    browser: string;
  }>;
  /** @param callback the address at which the browser came back */
  finish(callback: URL, browser: string | undefined): Promise<Finished>;
}

export function createOidc({ config, db, log }: { config: OidcConfig; db: Database; log: Log }): Oidc {
  const provider = createProvider(config);

  const claimsBy = async (callback: URL, checks: client.AuthorizationCodeGrantChecks) => {
    const configuration = await provider.configuration();
    const tokens = await client.authorizationCodeGrant(configuration, callback, {
      ...checks,
      idTokenExpected: true,
    });
    const said = tokens.claims();
    if (said === undefined) return undefined;
    // many providers tell more than the subject only here
    const wanted = [config.roleClaim, config.orgClaim];
    const { userinfo_endpoint: more } = configuration.serverMetadata();
    const isComplete = wanted.every((name) => valueAt(said, name) !== undefined);
    if (isComplete || more === undefined) return claimsOf(said, config);
    const info = await client.fetchUserInfo(configuration, tokens.access_token, said.sub);
    return claimsOf({ ...info, ...said }, config);
  };

  return {
    async begin({ redirectUri, returnTo, browser: earlier }) {
      const configuration = await provider.configuration();
      // the same for all tabs, so that one does not undo the other
      const browser = isHalf(earlier) ? earlier : randomHalf();
      const signIn = {
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        returnTo,
      };
      const state = randomHalf();
      await keepSignIn(db, { state, browser }, signIn);
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: config.scopes,
        code_challenge: await client.calculatePKCECodeChallenge(signIn.verifier),
        code_challenge_method: 'S256',
        nonce: signIn.nonce,
        state,
      });
      return { url: url.href, browser };
    },
    async finish(callback, browser) {
      const state = callback.searchParams.get('state');
      const signIn = isHalf(state) && isHalf(browser) ? await spendSignIn(db, { state, browser }) : undefined;
      if (signIn === undefined) return { returnTo: '/', outcome: { refusal: 'expired' } };
      const { nonce, verifier, returnTo } = signIn;
      const refused = (refusal: Refusal): Finished => ({ returnTo, outcome: { refusal } });
      try {
        const claims = await claimsBy(callback, {
          expectedState: state as string,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
        });
        if (claims !== undefined) return { returnTo, outcome: { claims } };
        log.warn('the identity provider named nobody that can be taken');
        return refused('failed');
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal !== 'denied') log.warn({ refusal, reason: reasonOf(error) }, 'sign-in failed');
        return refused(refusal);
      }
    },
  };
}

/** What is no failure of this sign-in but of the provider, or of the way to it. */
const PASSING = new Set([
  'server_error',
  'temporarily_unavailable',
  'sign_in_unavailable',
  'OAUTH_TIMEOUT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

function refusalOf(error: unknown): Refusal {
  const { error: answered, code, message } = (error ?? {}) as Record<string, unknown>;
  if (answered === 'access_denied') return 'denied';
  if (message === 'fetch failed' || PASSING.has(String(answered ?? code))) return 'unavailable';
  return 'failed';
}
