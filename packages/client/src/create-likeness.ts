import createFetch, { type Client } from 'openapi-fetch';
import type { paths } from './api.generated.ts';
import { type Bodies, createBodies } from './bodies.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { LikenessError, noConnection } from './likeness-error.ts';
import { liveBySocket, type SocketFactory } from './live/live-by-socket.ts';
import { createPortraits, type Portraits } from './portraits.ts';
import { PATIENCE, persist } from './transport/persist.ts';

export interface LikenessOptions {
  /** Of the server, without a slash at the end; in a page of the server itself it may be left out. */
  baseUrl?: string;
  /** A bearer token, or who knows it; without one the browser's session cookie goes along. */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  fetch?: typeof globalThis.fetch;
  /** How often what failed in passing is sent again; 0 for never. */
  retries?: number;
  /** ms that `Retry-After` may ask for; a refusal that asks for more is handed on at once. */
  longestWait?: number;
  /** `io` of socket.io-client: progress then comes when it happens, rather than by looking again and again. */
  io?: SocketFactory;
}

export interface Likeness {
  /** Every route, typed: `likeness.api.GET('/api/v1/avatars')`. Rejects with a LikenessError. */
  api: Client<paths>;
  portraits: Portraits;
  bodies: Bodies;
  jobs: Jobs;
}

/**
 * A client of a Likeness server.
 *
 * @example
 * const likeness = createLikeness({ baseUrl: 'http://127.0.0.1:3000', token });
 * const { urls } = await likeness.portraits.upload(file, { onProgress: (share) => show(share) });
 */
export function createLikeness({
  baseUrl = '',
  token,
  fetch = globalThis.fetch.bind(globalThis),
  retries = PATIENCE.retries,
  longestWait = PATIENCE.longestWait,
  io,
}: LikenessOptions = {}): Likeness {
  const patience = { retries, longestWait };
  const bearer = async () => (typeof token === 'function' ? token() : token) || undefined;
  const authorization = async () => {
    const value = await bearer();
    return value === undefined ? undefined : `Bearer ${value}`;
  };
  const ask = (request: Request) => {
    const { method, headers, signal } = request;
    const send = async () => {
      const sent = request.clone();
      const value = await authorization();
      if (value !== undefined) sent.headers.set('authorization', value);
      return fetch(sent);
    };
    return persist(send, { ...patience, method, keyed: headers.has('idempotency-key'), signal });
  };
  const api = createFetch<paths>({ baseUrl, fetch: ask });
  api.use({
    onError({ error, request: { signal } }) {
      // as it is: a refusal, or the reason of who aborted it
      if (error instanceof LikenessError || signal.aborted) return;
      return noConnection(error);
    },
  });
  const sender = { baseUrl, fetch, authorization, patience };
  const jobs = createJobs(api, io && liveBySocket({ io, baseUrl, token: bearer }));
  return { api, portraits: createPortraits(api, sender), bodies: createBodies(api, sender, jobs), jobs };
}
