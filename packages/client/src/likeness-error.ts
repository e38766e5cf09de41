import type { components } from './api.generated.ts';

/** Every code that this version of the server answers with, and two that only a client sees. */
export type ErrorCode = components['schemas']['Problem']['code'] | 'no_connection' | 'unexpected_answer';

/** What a problem document (RFC 9457) of the server says. */
export interface ProblemDocument {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  /** Stable; see docs/reference/errors.md. */
  code?: string;
  requestId?: string;
  /** Which fields are wrong, and how. */
  errors?: readonly { field: string; message: string }[];
  [extension: string]: unknown;
}

/**
 * A refusal of the server, or no answer at all (`code` "no_connection", `status` 0). `message` is a sentence for
 * people.
 */
export class LikenessError extends Error {
  override readonly name = 'LikenessError';
  /** Stable. A server that is newer than this client may send others; `isCode` narrows it. */
  readonly code: ErrorCode | (string & {});
  readonly status: number;
  readonly title: string;
  readonly requestId: string | undefined;
  readonly problem: ProblemDocument;
  /** Seconds after which another try makes sense, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(
    problem: ProblemDocument,
    { cause, retryAfter }: { cause?: unknown; retryAfter?: number } = {},
  ) {
    super(problem.detail ?? problem.title ?? 'The server did not answer as expected.', { cause });
    this.code = problem.code ?? 'unexpected_answer';
    this.status = problem.status ?? 0;
    this.title = problem.title ?? 'Error';
    this.requestId = problem.requestId;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Of an answer that is no success; of one that is no problem document, too. */
export async function errorOf(response: Response): Promise<LikenessError> {
  let problem: ProblemDocument = {};
  try {
    problem = (await response.json()) as ProblemDocument;
  } catch {
    problem = {};
  }
  const retryAfter = secondsOf(response.headers.get('retry-after'));
  return new LikenessError(
    { title: `Error ${response.status}`, ...problem, status: response.status },
    retryAfter === undefined ? {} : { retryAfter },
  );
}

/** `Retry-After` is a number of seconds, or of proxies a date. */
function secondsOf(header: string | null): number | undefined {
  const seconds = header === null ? Number.NaN : Number(header);
  if (Number.isFinite(seconds)) return seconds;
  const until = Date.parse(header ?? '') - Date.now();
  return Number.isFinite(until) ? Math.max(0, Math.ceil(until / 1_000)) : undefined;
}

/** Of a request that got no answer. */
export function noConnection(cause: unknown): LikenessError {
  return new LikenessError(
    {
      code: 'no_connection',
      status: 0,
      title: 'No connection',
      detail: 'The server cannot be reached. Is it still running?',
    },
    { cause },
  );
}
