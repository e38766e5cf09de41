import { join, resolve } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import type { Read } from './read-settings.ts';
import { SETTINGS } from './settings.ts';

/** The engines underneath, by what they are for. Times are in milliseconds. */
export type Engines = ReturnType<typeof readEngines>;

/** Which engine serves what, and how it is reached. */
export function readEngines({ optional, required }: Read, dataDir: string) {
  const bucket = optional(SETTINGS.bucket);
  const endpoint = optional(SETTINGS.s3Endpoint);
  const backend = optional(SETTINGS.storageBackend) ?? (bucket === undefined ? 'local' : 's3');
  const migrateFrom = optional(SETTINGS.migrateFrom);
  return {
    database: {
      url: optional(SETTINGS.databaseUrl),
      directUrl: optional(SETTINGS.databaseDirectUrl),
      replicaUrl: optional(SETTINGS.databaseReplicaUrl),
      replicaLag: required(SETTINGS.databaseReplicaLag),
      poolSize: required(SETTINGS.databasePoolSize),
      statementTimeout: required(SETTINGS.databaseStatementTimeout),
    },
    storage: {
      backend: kindOf(backend),
      /** The store that objects are being moved out of. */
      migrateFrom: migrateFrom && kindOf(migrateFrom),
      objectsDir: resolve(optional(SETTINGS.objectsDir) ?? join(dataDir, 'objects')),
    },
    /** Undefined credentials: those of the machine's role. */
    aws: {
      region: required(SETTINGS.region),
      accessKeyId: optional(SETTINGS.accessKeyId),
      secretAccessKey: optional(SETTINGS.secretAccessKey),
      sessionToken: optional(SETTINGS.sessionToken),
    },
    s3: {
      bucket,
      /** without slashes at its ends; '' for none */
      path: (optional(SETTINGS.bucketPath) ?? '').replace(/^\/+|\/+$/g, ''),
      endpoint,
      pathStyle: optional(SETTINGS.s3PathStyle) ?? endpoint !== undefined,
      encryption: required(SETTINGS.s3Encryption),
      kmsKeyId: optional(SETTINGS.s3KmsKey),
      attempts: required(SETTINGS.s3Attempts),
      timeout: required(SETTINGS.s3Timeout),
    },
    cdn: {
      url: optional(SETTINGS.cdnUrl),
      distributionId: optional(SETTINGS.distributionId),
      keyPairId: optional(SETTINGS.cdnKeyPairId),
      /** PEM, or the path of its file */
      privateKey: optional(SETTINGS.cdnPrivateKey),
      endpoint: optional(SETTINGS.cloudFrontEndpoint),
      batchWindow: required(SETTINGS.cdnBatch),
      warm: required(SETTINGS.cdnWarm),
    },
    redis: { url: optional(SETTINGS.redisUrl), prefix: required(SETTINGS.redisPrefix) },
    mongodb: { url: optional(SETTINGS.mongodbUrl) },
    secrets: {
      masterKey: optional(SETTINGS.masterKey),
      masterKeyFile: optional(SETTINGS.masterKeyFile),
      newMasterKey: optional(SETTINGS.newMasterKey),
      kmsKeyId: optional(SETTINGS.kmsKeyId),
      kmsEndpoint: optional(SETTINGS.kmsEndpoint),
    },
  };
}

const kindOf = (backend: 'local' | 'disk' | 's3') => (backend === 's3' ? 's3' : 'disk');

/** Values that are fine alone and wrong together. @throws ConfigurationError */
export function checkEngines({ aws, cdn, database, s3, secrets, storage }: Engines): void {
  if (storage.backend === 's3' && s3.bucket === undefined) {
    throw new ConfigurationError('S3_BUCKET_NAME', 'is needed with STORAGE_BACKEND=s3.');
  }
  if (storage.migrateFrom === storage.backend) {
    throw new ConfigurationError(
      'LIKENESS_STORAGE_MIGRATE_FROM',
      'names the store that STORAGE_BACKEND names already. Remove it, or set STORAGE_BACKEND to the new store.',
    );
  }
  if (storage.migrateFrom === 's3' && s3.bucket === undefined) {
    throw new ConfigurationError('S3_BUCKET_NAME', 'is needed with LIKENESS_STORAGE_MIGRATE_FROM=s3.');
  }
  const alone = (variable: string, has: unknown, other: string, hasOther: unknown) => {
    if (has !== undefined && hasOther === undefined) {
      throw new ConfigurationError(other, `is needed with ${variable}.`);
    }
  };
  alone('AWS_ACCESS_KEY_ID', aws.accessKeyId, 'AWS_SECRET_ACCESS_KEY', aws.secretAccessKey);
  alone('AWS_SECRET_ACCESS_KEY', aws.secretAccessKey, 'AWS_ACCESS_KEY_ID', aws.accessKeyId);
  alone('CLOUDFRONT_DISTRIBUTION_ID', cdn.distributionId, 'CLOUDFRONT_URL', cdn.url);
  alone('CLOUDFRONT_KEY_PAIR_ID', cdn.keyPairId, 'CLOUDFRONT_PRIVATE_KEY', cdn.privateKey);
  alone('CLOUDFRONT_PRIVATE_KEY', cdn.privateKey, 'CLOUDFRONT_KEY_PAIR_ID', cdn.keyPairId);
  alone('DATABASE_DIRECT_URL', database.directUrl, 'DATABASE_URL', database.url);
  alone('DATABASE_REPLICA_URL', database.replicaUrl, 'DATABASE_URL', database.url);
  if (s3.kmsKeyId !== undefined && s3.encryption !== 'SSE-KMS') {
    throw new ConfigurationError('S3_KMS_KEY_ID', 'is used with S3_SERVER_SIDE_ENCRYPTION=SSE-KMS only.');
  }
  const keys = [secrets.masterKey, secrets.masterKeyFile, secrets.kmsKeyId].filter(Boolean);
  if (keys.length > 1) {
    throw new ConfigurationError(
      'LIKENESS_MASTER_KEY',
      'can be given once: as LIKENESS_MASTER_KEY, as LIKENESS_MASTER_KEY_FILE or by LIKENESS_KMS_KEY_ID.',
    );
  }
}
