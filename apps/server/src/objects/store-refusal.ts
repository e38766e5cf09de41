import { bucketRegion, type StorageError, s3FaultOf } from '@likeness/storage';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { type StoreKind, storePlace } from './store-place.ts';

/** Why a store cannot be used, as the setting to change and what to do. */
export function storeRefusal(
  config: Config,
  cause: StorageError,
  kind: StoreKind = config.storage.backend,
): ConfigurationError {
  const { aws, s3, storage } = config;
  // While objects are moved, the other store may be the one that failed; a folder has no faults of S3.
  const withS3 = [kind, storage.backend, storage.migrateFrom].includes('s3');
  const refusal = (variable: string, sentence: string) =>
    new ConfigurationError(variable, sentence, { cause });
  switch (withS3 ? s3FaultOf(cause) : undefined) {
    case 'no_bucket':
      return refusal(
        'S3_BUCKET_NAME',
        `there is no bucket ${s3.bucket}. \`likeness storage setup\` makes it, or name another.`,
      );
    case 'unknown_key':
      return refusal('AWS_ACCESS_KEY_ID', 'the store knows no such key. Give one that is in use.');
    case 'wrong_secret':
      return refusal(
        'AWS_SECRET_ACCESS_KEY',
        'is not the secret of AWS_ACCESS_KEY_ID. Give the one that is.',
      );
    case 'expired_token':
      return refusal('AWS_SESSION_TOKEN', 'is over or does not belong to the key. Get new credentials.');
    case 'no_credentials':
      return refusal(
        'AWS_ACCESS_KEY_ID',
        'is needed, with AWS_SECRET_ACCESS_KEY: this machine has no role to take instead.',
      );
    case 'forbidden':
      return refusal(
        'S3_BUCKET_NAME',
        `these credentials may not list, read, write and delete in ${s3.bucket}. docs/storage.md has the policy that they need.`,
      );
    case 'wrong_region':
      return refusal(
        'AWS_REGION',
        `is ${aws.region}, and the bucket ${s3.bucket} is in ${bucketRegion(cause) ?? 'another region'}.`,
      );
    case 'no_kms_key':
      return refusal('S3_KMS_KEY_ID', 'the store cannot encrypt with this key. Name one that it may use.');
    case 'unreachable':
      return s3.endpoint === undefined
        ? refusal(
            'AWS_REGION',
            `S3 in ${aws.region} does not answer. Is there such a region, and a way to it?`,
          )
        : refusal(
            'S3_ENDPOINT',
            `nothing answers at ${s3.endpoint}. Is the address right, and the store up?`,
          );
    default: {
      const { variable, where } = storePlace(config, kind);
      return refusal(variable, `${where} cannot be used (${cause.message}).`);
    }
  }
}
