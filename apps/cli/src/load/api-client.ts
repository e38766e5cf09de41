import { setTimeout as delay } from 'node:timers/promises';

/** What a failed call is counted under: a status with the problem's code, or the error of the network. */
export class CallFailed extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface Picture {
  avatarId: string;
  urls: Record<string, string>;
  sources: { webp: Record<string, string>; avif: Record<string, string>; static?: Record<string, string> };
  isDuplicate?: boolean;
}

export interface Answer {
  status: number;
  body: Buffer;
  /** ms of the last try, without the waits before it */
  latency: number;
}

const TRIES = 6;
const TIMEOUT = 60_000;
/** s; no server of a load test asks for more in earnest */
const LONGEST_WAIT = 30;

/** Calls one server; waits as it is told to by 429 and 503. */
export class ApiClient {
  readonly #base: string;
  readonly #onWait: () => void;

  constructor(base: string, onWait: () => void) {
    this.#base = base.replace(/\/+$/, '');
    this.#onWait = onWait;
  }

  /** @throws CallFailed when the network fails, or the answer is no 2xx */
  async call(
    method: string,
    path: string,
    { token, form }: { token?: string; form?: () => FormData } = {},
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const started = performance.now();
      const response = await this.#send(method, path, token, form?.());
      const { status, headers, body } = response;
      if (status >= 200 && status < 300) return { status, body, latency: performance.now() - started };
      if ((status !== 429 && status !== 503) || attempt === TRIES) throw new CallFailed(codeOf(status, body));
      this.#onWait();
      const wait = Number(headers.get('retry-after') ?? 1);
      await delay(1_000 * Math.min(Number.isFinite(wait) ? Math.max(wait, 0.1) : 1, LONGEST_WAIT));
    }
  }

  async #send(method: string, path: string, token?: string, form?: FormData) {
    try {
      const response = await fetch(this.#base + path, {
        method,
        redirect: 'error',
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(TIMEOUT),
        ...(form === undefined ? {} : { body: form }),
      });
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, body };
    } catch (error) {
      const { cause = error } = error as { cause?: unknown };
      const { code, name } = cause as { code?: string; name?: string };
      throw new CallFailed(code ?? name ?? 'network');
    }
  }
}

function codeOf(status: number, body: Buffer): string {
  try {
    return `${status} ${(JSON.parse(body.toString()) as { code?: string }).code ?? ''}`.trim();
  } catch {
    return String(status);
  }
}
