import { setTimeout as delay } from 'node:timers/promises';
import { type TestServer, type TokenClaims, token } from './server.ts';

export interface UploadedAvatar {
  avatarId: string;
  urls: Record<string, string>;
  sources: { webp: Record<string, string>; avif: Record<string, string>; static?: Record<string, string> };
  isDuplicate: boolean;
  animated: boolean;
  entity: { type: string; id: string };
  stableUrl: string;
  sizes: { name: string; width: number; height: number }[];
}

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** A user who calls the API. */
export interface Client {
  /** Of the server that it speaks to. */
  url: string;
  request<T = Problem>(method: string, path: string, init?: RequestInit): Promise<Answer<T>>;
  upload(
    bytes: Uint8Array,
    options?: UploadOptions,
  ): Promise<Answer<{ data: UploadedAvatar; meta: Record<string, unknown> } & Problem>>;
}

export interface UploadOptions {
  filename?: string;
  field?: string;
  fields?: Record<string, string>;
  headers?: Record<string, string>;
  path?: string;
}

/** A problem document. */
export interface Problem {
  code: string;
  status: number;
  title: string;
  detail: string;
  requestId: string;
  success: boolean;
}

export function clientOf(server: Pick<TestServer, 'url'>, claims: TokenClaims | null = {}): Client {
  const authorization = claims === null ? undefined : `Bearer ${token(claims)}`;
  const request = async <T>(method: string, path: string, init: RequestInit = {}): Promise<Answer<T>> => {
    const headers = new Headers(init.headers);
    if (authorization && !headers.has('authorization')) headers.set('authorization', authorization);
    const response = await fetch(new URL(path, server.url), { ...init, method, headers });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : text) as T,
    };
  };
  return {
    url: server.url,
    request,
    upload(
      bytes,
      {
        filename = 'me.jpg',
        field = 'avatar',
        fields = {},
        headers = {},
        path = '/api/enterprise/avatar/upload',
      } = {},
    ) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set(field, new Blob([new Uint8Array(bytes)]), filename);
      return request('POST', path, { body: form, headers });
    },
  };
}

/** The bytes behind an address, with the headers that came along. */
export async function download(url: string, init: RequestInit = {}): Promise<Answer<Buffer>> {
  const response = await fetch(url, init);
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** Sends again while the answer is 503 with Retry-After: a machine that is very busy says so. */
export async function patiently<T extends Answer>(send: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503 || !answer.headers.has('retry-after')) return answer;
    console.warn(
      `asked again after: ${Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body)}`,
    );
    await delay(100);
  }
}
