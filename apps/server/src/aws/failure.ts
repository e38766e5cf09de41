/** What a refusal of AWS is about. `unreachable` and `throttled` pass; the others want another configuration. */
export type AwsFailure = 'credentials' | 'forbidden' | 'unreachable' | 'throttled' | 'other';

const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const FORBIDDEN = new Set(['AccessDenied', 'AccessDeniedException']);
const THROTTLED = new Set(['Throttling', 'ThrottlingException', 'TooManyRequestsException', 'LimitExceeded']);

/** What kind of failure an error of a client of AWS is. */
export function awsFailure(error: unknown): AwsFailure {
  const { name, code, $metadata } = error as {
    name?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if (name !== undefined && CREDENTIALS.has(name)) return 'credentials';
  if (name !== undefined && FORBIDDEN.has(name)) return 'forbidden';
  const status = $metadata?.httpStatusCode;
  if ((name !== undefined && THROTTLED.has(name)) || status === 429) return 'throttled';
  // no answer at all, or one that a server in trouble gives
  if (name === 'TimeoutError' || /^E[A-Z]+$/.test(code ?? '') || (status ?? 0) >= 500) return 'unreachable';
  return 'other';
}

/** The name of an error of AWS: what it tells beside may name keys and accounts. */
export const awsErrorName = (error: unknown): string =>
  (error as { name?: string; code?: string }).code ?? (error as { name?: string }).name ?? 'no answer';
