import createFetch, { type Client } from 'openapi-fetch';
import type { paths } from './api.generated.ts';
import { errorOf, noConnection } from './likeness-error.ts';

export interface LikenessOptions {
  /** Of the server, without a slash at the end; in a page of the server itself it may be left out. */
  baseUrl?: string;
  /** A bearer token, or who knows it; without one the browser's session cookie goes along. */
  token?: string | (() => string | undefined);
  fetch?: typeof globalThis.fetch;
}

export interface Likeness {
  /** Every route, typed: `likeness.api.GET('/api/v1/avatars')`. Rejects with a LikenessError. */
  api: Client<paths>;
}

/**
 * A client of a Likeness server.
 *
 * @example
 * const likeness = createLikeness({ baseUrl: 'http://127.0.0.1:3000', token });
 * const { data } = await likeness.api.GET('/api/v1/avatars');
 */
export function createLikeness({
  baseUrl = '',
  token,
  fetch = globalThis.fetch,
}: LikenessOptions = {}): Likeness {
  const api = createFetch<paths>({ baseUrl, fetch: (request) => fetch(request) });
  api.use({
    onRequest({ request }) {
      const bearer = typeof token === 'function' ? token() : token;
      if (bearer) request.headers.set('authorization', `Bearer ${bearer}`);
      return request;
    },
    async onResponse({ response }) {
      if (!response.ok && response.status !== 304) throw await errorOf(response);
    },
    onError({ error }) {
      return error instanceof Error && error.name === 'AbortError' ? error : noConnection(error);
    },
  });
  return { api };
}
