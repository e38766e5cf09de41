import { aborted } from '../../aborts.ts';
import { StorageError, type StorageErrorCode } from '../../errors.ts';

/** What is wrong with how the store is set up, so that who set it up can be told. */
export type S3Fault =
  | 'no_bucket'
  | 'unknown_key'
  | 'wrong_secret'
  | 'expired_token'
  | 'no_credentials'
  | 'forbidden'
  | 'wrong_region'
  | 'no_kms_key'
  | 'unreachable';

const FAULTS: Readonly<Record<string, S3Fault>> = {
  NoSuchBucket: 'no_bucket',
  InvalidBucketName: 'no_bucket',
  InvalidAccessKeyId: 'unknown_key',
  UnrecognizedClientException: 'unknown_key',
  SignatureDoesNotMatch: 'wrong_secret',
  ExpiredToken: 'expired_token',
  InvalidToken: 'expired_token',
  CredentialsProviderError: 'no_credentials',
  AccessDenied: 'forbidden',
  AllAccessDisabled: 'forbidden',
  AuthorizationHeaderMalformed: 'wrong_region',
  PermanentRedirect: 'wrong_region',
  TemporaryRedirect: 'wrong_region',
  IllegalLocationConstraintException: 'wrong_region',
  'KMS.NotFoundException': 'no_kms_key',
  'KMS.DisabledException': 'no_kms_key',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  TimeoutError: 'unreachable',
};
const BY_STATUS: Readonly<Record<number, S3Fault>> = { 301: 'wrong_region', 403: 'forbidden' };

const FAULT_IN_WORDS: Readonly<Record<S3Fault, string>> = {
  no_bucket: 'there is no such bucket',
  unknown_key: 'it knows no such access key',
  wrong_secret: 'the secret does not belong to the access key',
  expired_token: 'the session token is over',
  no_credentials: 'there are no credentials',
  forbidden: 'access is denied',
  wrong_region: 'the bucket is in another region',
  no_kms_key: 'the key for the encryption cannot be used',
  unreachable: 'it does not answer',
};

const NOT_FOUND = new Set(['NoSuchKey', 'NotFound', 'NoSuchVersion']);
const FULL = new Set([
  'QuotaExceeded',
  'ServiceQuotaExceededException',
  'XMinioStorageFull',
  'EntityTooLarge',
]);

interface SdkError {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
}

/** Why the store cannot be used as it is set up; undefined for passing troubles. */
export function s3FaultOf(error: unknown): S3Fault | undefined {
  const failure = error instanceof StorageError ? error.cause : error;
  if (!(failure instanceof Error)) return undefined;
  const { name = '', code = '', message, $metadata } = failure as SdkError;
  const named = FAULTS[name] ?? FAULTS[code] ?? BY_STATUS[$metadata?.httpStatusCode ?? 0];
  return named ?? (message?.startsWith('Could not load credentials') ? 'no_credentials' : undefined);
}

/** An error of the SDK as the contract names it. */
export function toStorageError(error: unknown, signal?: AbortSignal): StorageError {
  if (error instanceof StorageError) return error;
  if (signal?.aborted) return aborted(signal);
  const { name = 'unknown', code, $metadata } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  if (NOT_FOUND.has(name) || (status === 404 && FAULTS[name] === undefined)) {
    return failed('not_found', 'There is no such object', error);
  }
  if (name === 'InvalidRange' || status === 416) {
    return failed('invalid_range', 'The range is not inside the object', error);
  }
  if (FULL.has(name) || status === 507) return failed('full', 'The store has no room left', error);
  const fault = s3FaultOf(error);
  const why = fault === undefined ? '' : `: ${FAULT_IN_WORDS[fault]}`;
  return failed('unavailable', `The store failed (${code ?? name})${why}`, error);
}

export function notFound(key: string): StorageError {
  return new StorageError('not_found', `There is no object ${key}`);
}

export function exists(key: string): StorageError {
  return new StorageError('exists', `There is an object ${key} already`);
}

/** Whether a condition of the request did not hold. */
export function isRefusedCondition(error: unknown): boolean {
  const { name, $metadata } = ((error as StorageError).cause ?? {}) as SdkError;
  return name === 'PreconditionFailed' || $metadata?.httpStatusCode === 412;
}

/** Awaits what was sent to the store. @throws StorageError */
export async function answered<T>(sent: Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    throw toStorageError(error, signal);
  }
}

function failed(code: StorageErrorCode, message: string, cause: unknown): StorageError {
  return new StorageError(code, message, { cause });
}
