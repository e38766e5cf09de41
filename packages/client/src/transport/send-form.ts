import { idempotencyKey } from './idempotency-key.ts';
import type { Patience } from './persist.ts';
import { persist } from './persist.ts';
import { type FormRequest, hasXhr, sendByXhr } from './send-by-xhr.ts';

export interface UploadOptions {
  /**
   * How much has been sent, from 0 to 1; the server still has to work on it when all is. Node's fetch does not tell:
   * there it is 0 at first and 1 with the answer.
   */
  onProgress?: ((share: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** By default made once for the upload and all of its tries, so that none counts twice. */
  idempotencyKey?: string | undefined;
}

export interface FormSender {
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  /** Asked before every try: a token may have been renewed meanwhile. */
  authorization(): Promise<string | undefined>;
  patience: Patience;
}

/** Posts a form to a path of the server, again where it makes sense, and reads the answer. */
export async function sendForm<T>(
  { baseUrl, fetch, authorization, patience }: FormSender,
  path: string,
  form: FormData,
  { onProgress, signal, idempotencyKey: key = idempotencyKey() }: UploadOptions,
): Promise<T> {
  const send = async () => {
    const bearer = await authorization();
    const headers: Record<string, string> = { accept: 'application/json', 'idempotency-key': key };
    if (bearer !== undefined) headers.authorization = bearer;
    const request = { url: `${baseUrl}${path}`, headers, form, signal, onProgress };
    return hasXhr() ? sendByXhr(request) : sendByFetch(fetch, request);
  };
  const response = await persist(send, { ...patience, method: 'POST', keyed: true, signal });
  return (await response.json()) as T;
}

async function sendByFetch(
  fetch: typeof globalThis.fetch,
  { url, headers, form, signal = undefined, onProgress }: FormRequest,
): Promise<Response> {
  onProgress?.(0);
  const response = await fetch(url, { method: 'POST', headers, body: form, signal: signal ?? null });
  if (response.ok) onProgress?.(1);
  return response;
}
