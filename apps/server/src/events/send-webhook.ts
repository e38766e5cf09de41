import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { HostError, pinned } from '../net/index.ts';
import { VERSION } from '../version.ts';
import { signWebhook } from './sign-webhook.ts';
import { webhookHost } from './webhook-address.ts';

export interface WebhookMessage {
  /** Of the event; the same in every try. */
  id: string;
  topic: string;
  createdAt: Date;
  data: Record<string, unknown>;
}

export interface SendWebhookOptions {
  secret: string;
  /** LIKENESS_WEBHOOKS_TO_PRIVATE */
  toPrivate: boolean;
  /** Ends the try. */
  signal: AbortSignal;
  /** ms for the whole try, from the name to the answer's head */
  timeout?: number;
}

const TIMEOUT = 10_000;

/**
 * One try: a signed POST to the address that was checked. Redirects are not followed, and of the answer only the
 * status is looked at.
 *
 * @returns HTTP status, or a word that says why there is none
 */
export async function sendWebhook(
  address: string,
  message: WebhookMessage,
  { secret, toPrivate, signal, timeout = TIMEOUT }: SendWebhookOptions,
): Promise<number | string> {
  const { id, topic, createdAt, data } = message;
  const body = JSON.stringify({ id, type: topic, createdAt: createdAt.toISOString(), data });
  const timestamp = Math.floor(Date.now() / 1_000);
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': `likeness/${VERSION}`,
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(secret, { id, timestamp, body }),
  };
  const late = AbortSignal.timeout(timeout);
  try {
    return await post(new URL(address), body, headers, toPrivate, AbortSignal.any([signal, late]));
  } catch (error) {
    return late.aborted ? 'timeout' : wordOf(error);
  }
}

async function post(
  url: URL,
  body: string,
  headers: Record<string, string>,
  toPrivate: boolean,
  signal: AbortSignal,
): Promise<number> {
  const host = await orAborted(webhookHost(url, toPrivate), signal);
  const options: RequestOptions = { method: 'POST', agent: false, lookup: pinned(host), headers, signal };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on('error', reject);
    // an answer that switches protocols ends neither in a response nor in an error
    request.on('upgrade', (response, socket) => {
      resolve(response.statusCode ?? 0);
      socket.destroy();
    });
    request.on('close', () => reject(new Error('closed')));
    request.end(body);
  });
}

/** A look-up cannot be ended; it is left alone. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

function wordOf(error: unknown): string {
  if (error instanceof HostError) return error.code;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code.slice(0, 60) : 'connection_failed';
}
