import type { S3DriverOptions } from '@likeness/storage/s3';
import type { Config } from '../config/config.ts';

/** The configured bucket and how it is reached. */
export function s3Options({ aws, s3 }: Config): S3DriverOptions {
  const { accessKeyId, secretAccessKey, sessionToken, region } = aws;
  return {
    bucket: s3.bucket ?? '',
    path: s3.path,
    region,
    endpoint: s3.endpoint,
    pathStyle: s3.pathStyle,
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      }),
    encryption: encryptionOf(s3),
    attempts: s3.attempts,
    timeout: s3.timeout,
  };
}

function encryptionOf({ encryption, kmsKeyId }: Config['s3']): S3DriverOptions['encryption'] {
  if (encryption === 'off') return undefined;
  return encryption === 'SSE-S3' ? { algorithm: 'AES256' } : { algorithm: 'aws:kms', keyId: kmsKeyId };
}
