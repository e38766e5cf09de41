import { ImageError } from '@likeness/images';
import { StorageError, type StorageErrorCode } from '@likeness/storage';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseUnavailable } from '../database/database.ts';
import { type ErrorCode, Problem } from '../errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** What Fastify and its plugins throw for a bad request, by their codes. */
const FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_INVALID_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_request',
};

const STORE: Readonly<Record<StorageErrorCode, ErrorCode>> = {
  not_found: 'not_found',
  invalid_range: 'range_not_satisfiable',
  full: 'storage_full',
  unavailable: 'storage_unavailable',
  aborted: 'upload_aborted',
  exists: 'internal_error',
  invalid_key: 'internal_error',
  invalid_metadata: 'internal_error',
};

/** The one place where an error of any part becomes a problem; what it does not know is `internal_error`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ImageError) return new Problem(error.code, error.message, { cause: error });
  if (error instanceof StorageError) return new Problem(STORE[error.code], undefined, { cause: error });
  if (hasZodFastifySchemaValidationErrors(error)) return invalidValue(error);
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && Object.hasOwn(FRAMEWORK, code)) {
    return new Problem(FRAMEWORK[code] as ErrorCode, undefined, { cause: error });
  }
  if (speaksOfDatabase(error) && isDatabaseUnavailable(error)) {
    return new Problem('database_unavailable', undefined, { cause: error });
  }
  if (isDiskFull(code)) return new Problem('storage_full', undefined, { cause: error });
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || name === 'AbortError') {
    return new Problem('upload_aborted', undefined, { cause: error });
  }
  if (error instanceof SyntaxError && 'statusCode' in error) {
    return new Problem('malformed_request', undefined, { cause: error });
  }
  return new Problem('internal_error', undefined, { cause: error });
}

/** The document of RFC 9457; `success: false` is for the clients of spec 1. */
export function problemDocument(problem: Problem, requestId: string, instance?: string) {
  return {
    type: `urn:likeness:error:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    requestId,
    success: false,
    ...(instance === undefined ? {} : { instance }),
    ...problem.extensions,
  };
}

interface Validation {
  validation: readonly { instancePath: string; message?: string | undefined; params?: unknown }[];
  validationContext?: string | undefined;
}

function invalidValue(error: Validation): Problem {
  const issues = error.validation;
  const where = error.validationContext ?? 'body';
  const isId = issues.some(({ params }) => (params as { format?: unknown } | undefined)?.format === 'uuid');
  if (where === 'params' && isId) return new Problem('malformed_id');
  const errors = issues.map(({ instancePath, message }) => ({
    field: instancePath.replace(/^\//, '').replaceAll('/', '.') || where,
    message: message ?? 'is not possible',
  }));
  const first = errors[0];
  return new Problem('invalid_value', first && `${first.field}: ${first.message}.`, {
    extensions: { errors },
  });
}

const ON_OUR_SOCKETS = new Set<unknown>(['connect', 'getaddrinfo', 'read', 'write']);

/**
 * A socket error that names no system call is the client's, who went away. Of the connections that we open, those to
 * the store and to Redis fail with errors of their own; what is left is the database.
 */
function speaksOfDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  const isNetworkCode = typeof code === 'string' && /^E[A-Z_]+$/.test(code);
  return 'query' in error || !isNetworkCode || ON_OUR_SOCKETS.has(syscall);
}

const isDiskFull = (code: unknown) => code === 'ENOSPC' || code === 'EDQUOT';
