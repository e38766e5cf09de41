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
/** An upload in parts that was withdrawn, or ended by a try whose answer was lost: nothing is said of the object. */
const NO_SUCH_UPLOAD = 'NoSuchUpload';
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
  Region?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { headers?: Record<string, string> };
}

/**
 * What may be kept of an error of the SDK, which holds the request with its signature, the answer, which repeats keys,
 * and the connection.
 */
export class S3Failure extends Error {
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Where the bucket is, when that is what the store told. */
  readonly region: string | undefined;

  constructor({ name = 'Error', code, message = '', Region, $metadata, $response }: SdkError) {
    super(message);
    this.name = name;
    this.code = code;
    this.status = $metadata?.httpStatusCode;
    this.requestId = $metadata?.requestId;
    const region = Region ?? $response?.headers?.['x-amz-bucket-region'];
    this.region = region !== undefined && /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined;
  }
}

/** Why the store cannot be used as it is set up; undefined for passing troubles. */
export function s3FaultOf(error: unknown): S3Fault | undefined {
  const failure = failureOf(error instanceof StorageError ? error.cause : error);
  if (failure === undefined) return undefined;
  const { name, code, message, status } = failure;
  const named = FAULTS[name] ?? FAULTS[code ?? ''] ?? BY_STATUS[status ?? 0];
  return named ?? (message.startsWith('Could not load credentials') ? 'no_credentials' : undefined);
}

/** Where the bucket is, when the store told that it is not where it was looked for. */
export function bucketRegion(error: StorageError): string | undefined {
  return error.cause instanceof S3Failure ? error.cause.region : undefined;
}

function failureOf(error: unknown): S3Failure | undefined {
  if (error instanceof S3Failure) return error;
  return error instanceof Error ? new S3Failure(error) : undefined;
}

/** An error of the SDK as the contract names it. */
export function toStorageError(error: unknown, signal?: AbortSignal): StorageError {
  if (error instanceof StorageError) return error;
  if (signal?.aborted) return aborted(signal);
  const failure = failureOf(error) ?? new S3Failure({ message: String(error) });
  const { name, code, status } = failure;
  const noObject = status === 404 && FAULTS[name] === undefined && name !== NO_SUCH_UPLOAD;
  if (NOT_FOUND.has(name) || noObject) {
    return failed('not_found', 'There is no such object', failure);
  }
  if (name === 'InvalidRange' || status === 416) {
    return failed('invalid_range', 'The range is not inside the object', failure);
  }
  if (FULL.has(name) || status === 507) return failed('full', 'The store has no room left', failure);
  const fault = s3FaultOf(failure);
  const why = fault === undefined ? '' : `: ${FAULT_IN_WORDS[fault]}`;
  return failed('unavailable', `The store failed (${code ?? name})${why}`, failure);
}

export function notFound(key: string): StorageError {
  return new StorageError('not_found', `There is no object ${key}`);
}

export function exists(key: string): StorageError {
  return new StorageError('exists', `There is an object ${key} already`);
}

/** Whether a condition of the request did not hold. */
export function isRefusedCondition(error: unknown): boolean {
  const failure = error instanceof StorageError ? failureOf(error.cause) : undefined;
  return failure?.name === 'PreconditionFailed' || failure?.status === 412;
}

/** Whether an upload in parts was withdrawn or ended by somebody else. */
export function isUploadGone(error: unknown): boolean {
  return error instanceof StorageError && failureOf(error.cause)?.name === NO_SUCH_UPLOAD;
}

/** Awaits what was sent to the store. @throws StorageError */
export async function answered<T>(sent: Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    throw toStorageError(error, signal);
  }
}

function failed(code: StorageErrorCode, message: string, cause: S3Failure): StorageError {
  return new StorageError(code, message, { cause });
}
