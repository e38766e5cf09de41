import { errorOf, LikenessError, noConnection } from '../likeness-error.ts';
import { pause } from './pause.ts';
import { readAsWhole } from './read-as-whole.ts';

export interface Patience {
  /** Further tries after the first. */
  retries: number;
  /** ms; where the server asks for more, its refusal is handed on at once, with `retryAfter` */
  longestWait: number;
}

export const PATIENCE: Patience = { retries: 2, longestWait: 30_000 };

export interface Persistence extends Patience {
  method: string;
  /** The request carries an Idempotency-Key, so that a repeat does nothing twice. */
  keyed: boolean;
  signal?: AbortSignal | null | undefined;
}

/** ms before the second try, where the server names none; doubled for each that follows */
const FIRST_WAIT = 300;
/** Nobody knows whether the server has done it: no answer came, or a proxy gave one in its place. */
const UNKNOWN = new Set([0, 408, 502, 504]);
const SAFE = /^(GET|HEAD|OPTIONS)$/i;
const REPEATABLE = /^(PUT|PATCH|DELETE)$/i;

/**
 * Sends until there is an answer that no further try would better.
 *
 * @param send one try; it may reject
 * @throws LikenessError of a refusal, or of no answer; the reason of an aborted signal
 */
export async function persist(send: () => Promise<Response>, options: Persistence): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    const refusal = await attempt(send, options.signal);
    if (!(refusal instanceof LikenessError)) return refusal;
    const wait = waitAfter(refusal, tries, options);
    if (wait === undefined) throw refusal;
    await pause(wait, options.signal);
  }
}

async function attempt(
  send: () => Promise<Response>,
  signal: AbortSignal | null | undefined,
): Promise<Response | LikenessError> {
  let response: Response;
  try {
    response = await send();
  } catch (error) {
    if (signal?.aborted) throw signal.reason ?? error;
    return error instanceof LikenessError ? error : noConnection(error);
  }
  return response.ok || response.status === 304 ? readAsWhole(response, signal) : errorOf(response);
}

/**
 * How long to wait before a request is sent again.
 *
 * @param tries how often it was sent again already
 * @returns ms, or undefined when it should not be
 */
export function waitAfter(
  { status, code, retryAfter }: LikenessError,
  tries: number,
  { method, keyed, retries, longestWait }: Persistence,
  random: () => number = Math.random,
): number | undefined {
  const running = keyed && code === 'request_in_progress';
  const again =
    running ||
    status === 429 ||
    (status === 503 && (keyed || SAFE.test(method) || REPEATABLE.test(method))) ||
    (UNKNOWN.has(status) && (keyed || SAFE.test(method)));
  // an earlier try of ours that still runs ends by itself: it is worth more tries than a server in trouble
  if (!again || tries >= (running ? retries * 5 : retries)) return undefined;
  const asked = (retryAfter ?? 0) * 1_000;
  if (asked > longestWait) return undefined;
  // clients that were refused together do not come back together
  const jitter = 1 + random() / 2;
  const own = Math.min(FIRST_WAIT * 2 ** tries, 5_000) * jitter;
  return Math.min(longestWait, Math.max(asked, own));
}
