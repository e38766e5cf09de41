import { durationFrom, flag, httpUrl, oneOf, text, whole } from './parsers.ts';
import { setting } from './setting.ts';

const database = setting('Database');
const objects = setting('Objects');
const cdn = setting('CDN');
const redis = setting('Redis');
const documents = setting('MongoDB');
const secrets = setting('Secrets');

const postgresUrl = text.refine(
  (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
  'an address such as postgres://user:password@host/name, with special characters of the password as %XX',
);
/** As spec 1 and 4 write it: with a scheme or without. */
const originOrDomain = text
  .transform((value) => (value.includes('://') ? value : `https://${value}`))
  .pipe(httpUrl);

/** What the engines underneath go by. Part of `SETTINGS`. */
export const ENGINE_SETTINGS = {
  databaseUrl: database(
    'DATABASE_URL',
    postgresUrl,
    'PostgreSQL 15 or newer; by default one runs in the data directory. With TLS: `?sslmode=verify-full&sslrootcert=ca.pem`.',
  ),
  databaseDirectUrl: database(
    'DATABASE_DIRECT_URL',
    postgresUrl,
    'The same database without the pooler that DATABASE_URL leads through: for LISTEN, locks of sessions, migrations and jobs. Needed behind a pooler such as PgBouncer.',
  ),
  databaseReplicaUrl: database(
    'DATABASE_REPLICA_URL',
    postgresUrl,
    'A read replica for statistics and lists, which may then be some moments behind. References are always read from the primary.',
  ),
  databaseReplicaLag: database(
    'LIKENESS_DATABASE_REPLICA_LAG',
    durationFrom('100ms', '10m'),
    'How far the replica may be behind; beyond it the primary is read from.',
    '10s',
  ),
  databasePoolSize: database(
    'LIKENESS_DATABASE_POOL_SIZE',
    whole(2, 500),
    'Connections of each process.',
    '10',
  ),
  databaseStatementTimeout: database(
    'LIKENESS_DATABASE_STATEMENT_TIMEOUT',
    durationFrom('0', '24d'),
    'How long one statement may take before the database ends it; 0 for no limit.',
    '30s',
  ),

  storageBackend: objects(
    'STORAGE_BACKEND',
    oneOf('local', 'disk', 's3'),
    'Where objects are kept; `local` and `disk` mean a folder.',
    undefined,
    '`s3` when a bucket is named, else `local`',
  ),
  migrateFrom: objects(
    'LIKENESS_STORAGE_MIGRATE_FROM',
    oneOf('local', 'disk', 's3'),
    'While `likeness storage migrate` runs: the store that objects are moved out of. What is not yet in the store of STORAGE_BACKEND is read from there.',
  ),
  objectsDir: objects(
    'UPLOAD_DIRECTORY',
    text,
    'Folder of the objects; by default `objects` in the data directory.',
  ),
  bucket: objects(['S3_BUCKET_NAME', 'AWS_S3_BUCKET'], text, 'Bucket of the objects. Needed with S3.'),
  bucketPath: objects(
    'S3_BUCKET_PATH',
    text.regex(/^[A-Za-z0-9._/-]+$/, 'a path of letters, digits, dots, dashes and slashes'),
    'What every key in the bucket begins with.',
  ),
  region: objects(
    ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    text,
    'Region of the bucket, of the CDN and of the key service.',
    'us-east-1',
  ),
  s3Endpoint: objects(
    ['S3_ENDPOINT', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'],
    httpUrl,
    'Address of an S3-compatible store; by default that of AWS.',
  ),
  s3PathStyle: objects(
    'S3_FORCE_PATH_STYLE',
    flag,
    'Name the bucket in the path instead of the host.',
    undefined,
    '`on` with an endpoint',
  ),
  accessKeyId: objects(
    'AWS_ACCESS_KEY_ID',
    text,
    'With AWS_SECRET_ACCESS_KEY; without both, the role of the machine or the container is taken.',
  ),
  secretAccessKey: objects('AWS_SECRET_ACCESS_KEY', text, 'See AWS_ACCESS_KEY_ID.'),
  sessionToken: objects('AWS_SESSION_TOKEN', text, 'Of temporary credentials.'),
  s3Encryption: objects(
    'S3_SERVER_SIDE_ENCRYPTION',
    oneOf('off', 'SSE-S3', 'SSE-KMS'),
    'How the store encrypts each object; `off` leaves it to the bucket.',
    'off',
  ),
  s3KmsKey: objects('S3_KMS_KEY_ID', text, "Key for SSE-KMS; by default the account's own key for S3."),
  s3Attempts: objects(
    'LIKENESS_S3_ATTEMPTS',
    whole(1, 20),
    'Tries of a request to the store, further and further apart.',
    '4',
  ),
  s3Timeout: objects(
    'LIKENESS_S3_TIMEOUT',
    durationFrom('100ms', '10m'),
    'How long the store may be silent in one try.',
    '10s',
  ),

  cdnUrl: cdn(
    ['CLOUDFRONT_URL', 'CLOUDFRONT_DOMAIN'],
    originOrDomain,
    'CDN in front of /avatars/: addresses in answers start with it.',
  ),
  distributionId: cdn(
    'CLOUDFRONT_DISTRIBUTION_ID',
    text,
    'Distribution whose copies are invalidated when a picture is replaced, deleted or erased.',
  ),
  cdnKeyPairId: cdn(
    'CLOUDFRONT_KEY_PAIR_ID',
    text,
    'Public key that signed addresses and cookies name. With CLOUDFRONT_PRIVATE_KEY.',
  ),
  cdnPrivateKey: cdn('CLOUDFRONT_PRIVATE_KEY', text, 'Private key in PEM, or the path of its file.'),
  cloudFrontEndpoint: cdn(
    ['AWS_ENDPOINT_URL_CLOUDFRONT'],
    httpUrl,
    "Address of CloudFront's API; by default that of AWS.",
  ),
  cdnBatch: cdn(
    'LIKENESS_CDN_BATCH_WINDOW',
    durationFrom('0', '1h'),
    'How long invalidations are gathered before they are sent as one.',
    '5s',
  ),
  cdnWarm: cdn('LIKENESS_CDN_WARM', flag, 'Fetch new pictures once through the CDN.', 'off'),

  redisUrl: redis(
    'REDIS_URL',
    text.regex(/^rediss?:\/\//, 'an address such as redis://user:password@host:6379/0'),
    'Redis 6.2 or newer for jobs and cache; by default jobs wait in PostgreSQL and the cache is in memory.',
  ),
  redisPrefix: redis(
    'LIKENESS_REDIS_PREFIX',
    text.regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, dashes and underscores'),
    'What every key in Redis begins with.',
    'likeness',
  ),

  mongodbUrl: documents(
    ['MONGODB_URL', 'MONGODB_URI'],
    text.regex(/^mongodb(\+srv)?:\/\//, 'an address such as mongodb://user:password@host/likeness'),
    'MongoDB for the documents of body models, in the database that the address names (else `likeness`); by default they are rows in PostgreSQL.',
  ),

  masterKey: secrets(
    'LIKENESS_MASTER_KEY',
    text.min(32, 'at least 32 characters'),
    'Wraps the keys that measurements and bodies are sealed with; by default one is made in the data directory, as `master-key`. Keep a copy apart from the backups: without it nothing sealed opens.',
  ),
  masterKeyFile: secrets(
    'LIKENESS_MASTER_KEY_FILE',
    text,
    'File that holds the master key, as a mounted secret.',
  ),
  newMasterKey: secrets(
    'LIKENESS_MASTER_KEY_NEW',
    text.min(32, 'at least 32 characters'),
    'The master key that `likeness keys rotate --to env` changes to; nothing else reads it.',
  ),
  kmsKeyId: secrets(
    ['LIKENESS_KMS_KEY_ID', 'AWS_KMS_KEY_ID'],
    text,
    'Key of AWS KMS that the master key is wrapped with; its wrapped form is kept in the database.',
  ),
  kmsEndpoint: secrets(
    'AWS_ENDPOINT_URL_KMS',
    httpUrl,
    'Address of the key service; by default that of AWS.',
  ),
} as const;
