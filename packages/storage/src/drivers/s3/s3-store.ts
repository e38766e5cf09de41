import { S3Client, type ServerSideEncryption } from '@aws-sdk/client-s3';

export interface S3DriverOptions {
  bucket: string;
  /** What every key in the bucket begins with, without slashes at its ends; '' for none. */
  path?: string;
  region: string;
  /** Of a compatible store; by default that of AWS. */
  endpoint?: string | undefined;
  /** Name the bucket in the path instead of the host. */
  pathStyle?: boolean;
  /** Without them the role of the machine or the container is taken, as the SDK finds it. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
  /** How the store encrypts what is put; by default the bucket's own rule holds. */
  encryption?: { algorithm: 'AES256' } | { algorithm: 'aws:kms'; keyId?: string | undefined } | undefined;
  /** Tries of a request, further and further apart, with jitter. */
  attempts?: number;
  /** milliseconds that the store may be silent in one try */
  timeout?: number;
  /** What public addresses begin with; without it there are none. */
  publicBaseUrl?: string;
}

/** What the capabilities of the driver work on. */
export interface S3Store {
  readonly client: S3Client;
  readonly bucket: string;
  /** '' or a path that ends with a slash */
  readonly path: string;
  /** Headers of every request that makes an object. */
  readonly encryption: { ServerSideEncryption?: ServerSideEncryption; SSEKMSKeyId?: string };
  readonly attempts: number;
}

const ATTEMPTS = 4;
const TIMEOUT = 10_000;
/** Of each process; more wait their turn. */
const CONNECTIONS = 100;

/**
 * The client and what it is asked about. Checksums are sent and checked only where S3 demands them: the SDK's
 * default breaks streams on compatible stores.
 */
export function s3Store(options: S3DriverOptions): S3Store {
  const { bucket, region, endpoint, credentials, encryption } = options;
  const { attempts = ATTEMPTS, timeout = TIMEOUT } = options;
  const agent = { keepAlive: true, maxSockets: CONNECTIONS };
  const client = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: options.pathStyle ?? false,
    ...(credentials === undefined ? {} : { credentials }),
    retryMode: 'standard',
    maxAttempts: attempts,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: timeout,
      socketTimeout: timeout,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
  const path = (options.path ?? '').replace(/^\/+|\/+$/g, '');
  return {
    client,
    bucket,
    path: path === '' ? '' : `${path}/`,
    encryption: encryption === undefined ? {} : headersOf(encryption),
    attempts,
  };
}

function headersOf(encryption: NonNullable<S3DriverOptions['encryption']>): S3Store['encryption'] {
  const headers = { ServerSideEncryption: encryption.algorithm };
  if (encryption.algorithm === 'AES256' || encryption.keyId === undefined) return headers;
  return { ...headers, SSEKMSKeyId: encryption.keyId };
}

/** Where an object is in the bucket. */
export function at(store: S3Store, key: string): { Bucket: string; Key: string } {
  return { Bucket: store.bucket, Key: store.path + key };
}
