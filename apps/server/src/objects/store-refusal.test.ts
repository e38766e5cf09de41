import { StorageError } from '@likeness/storage';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { storeRefusal } from './store-refusal.ts';

const S3 = { S3_BUCKET_NAME: 'pictures', S3_ENDPOINT: 'https://s3.example', AWS_REGION: 'eu-central-1' };
const refusal = (name: string, env: Record<string, string> = S3) =>
  storeRefusal(
    loadConfig(env),
    new StorageError('unavailable', 'The store failed', { cause: Object.assign(new Error(), { name }) }),
  );

test.each([
  ['NoSuchBucket', 'S3_BUCKET_NAME', /no bucket pictures\. `likeness storage setup` makes it/],
  ['InvalidAccessKeyId', 'AWS_ACCESS_KEY_ID', /knows no such key/],
  ['SignatureDoesNotMatch', 'AWS_SECRET_ACCESS_KEY', /not the secret of AWS_ACCESS_KEY_ID/],
  ['ExpiredToken', 'AWS_SESSION_TOKEN', /new credentials/],
  ['CredentialsProviderError', 'AWS_ACCESS_KEY_ID', /no role/],
  ['AccessDenied', 'S3_BUCKET_NAME', /docs\/storage\.md/],
  [
    'AuthorizationHeaderMalformed',
    'AWS_REGION',
    /is eu-central-1, and the bucket pictures is in another region/,
  ],
  ['KMS.NotFoundException', 'S3_KMS_KEY_ID', /Name one/],
  ['TimeoutError', 'S3_ENDPOINT', /nothing answers at https:\/\/s3\.example/],
  ['SomethingElse', 'S3_BUCKET_NAME', /the bucket pictures cannot be used/],
])('%s names %s and says what to do', (name, variable, sentence) => {
  const error = refusal(name);
  expect([error.name, error.variable]).toEqual(['ConfigurationError', variable]);
  expect(error.message).toMatch(sentence);
});

test('without an endpoint it is the region that may be wrong; of a folder it is the folder', () => {
  const { S3_ENDPOINT: _, ...aws } = S3;
  expect(refusal('TimeoutError', aws)).toMatchObject({ variable: 'AWS_REGION' });
  const moving = { ...S3, STORAGE_BACKEND: 'disk', LIKENESS_STORAGE_MIGRATE_FROM: 's3' };
  expect(refusal('InvalidAccessKeyId', moving)).toMatchObject({ variable: 'AWS_ACCESS_KEY_ID' });
  expect(refusal('TimeoutError', { UPLOAD_DIRECTORY: '/a/b' }).message).toMatch(
    /^UPLOAD_DIRECTORY: \/a\/b cannot/,
  );
});
