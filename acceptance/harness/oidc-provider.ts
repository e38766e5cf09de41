import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Configuration, Provider } from 'oidc-provider';
import type { Page } from 'playwright-core';

/** A real OpenID provider, on another site than the server: `localhost` rather than `127.0.0.1`. */
export interface TestProvider {
  issuer: string;
  /** Settings of a server that people sign in to with it. */
  env: Record<string, string>;
  close(): Promise<void>;
}

const SECRET = 'a secret of the client, long enough to sign with';

/**
 * Whoever signs in there is who they say they are: `admin-…` is an admin, and `…@acme` belongs to acme.
 *
 * @param origin of the server; a second client, `other`, may send people there as well
 */
export async function startProvider(origin: string): Promise<TestProvider> {
  // the issuer is part of what the provider says, so its port has to be known before
  const held: { listener?: RequestListener } = {};
  const server = createServer((request, response) => held.listener?.(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const client = (client_id: string) => ({
    client_id,
    client_secret: SECRET,
    redirect_uris: [`${origin}/api/v1/session/oidc/callback`],
  });
  const configuration: Configuration = {
    clients: [client('likeness'), client('other')],
    claims: { openid: ['sub', 'role', 'org'] },
    cookies: { keys: ['a key of the tests'] },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        ...(sub.startsWith('admin-') && { role: ['staff', 'admin'] }),
        ...(sub.includes('@') && { org: sub.split('@')[1] }),
      }),
    }),
  };
  held.listener = quietly(() => new Provider(issuer, configuration).callback());
  return {
    issuer,
    env: {
      LIKENESS_OIDC_ISSUER: issuer,
      LIKENESS_OIDC_CLIENT_ID: 'likeness',
      LIKENESS_OIDC_CLIENT_SECRET: SECRET,
      LIKENESS_OIDC_NAME: 'Test ID',
    },
    close: () => end(server),
  };
}

/** Fills in the provider's own pages. */
export async function signInAtProvider(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** What the provider's pages ask the world for, and that they are another host. */
export const PROVIDER_PAGES =
  /request to another host: (http:\/\/localhost|https:\/\/fonts)|fonts\.googleapis|http:\/\/localhost:\d+\/favicon/;

/** It says that it is set up for trying out, which it is. */
function quietly<T>(make: () => T): T {
  const { info, warn } = console;
  Object.assign(console, { info: () => {}, warn: () => {} });
  try {
    return make();
  } finally {
    Object.assign(console, { info, warn });
  }
}

async function end(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
