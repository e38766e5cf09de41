import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { s3Store } from '../s3-store.ts';
import { setUpBucket } from './set-up-bucket.ts';
import type { SetUpBucket, StepReport } from './step.ts';

const { LIKENESS_TEST_MOTO_URL: endpoint = '' } = process.env;
if (endpoint === '')
  console.warn('MISSING: moto; the setup of buckets is not tested: scripts/services.sh up moto');

const ARN = 'arn:aws:cloudfront::123456789012:distribution/E1';
const wanted: SetUpBucket = {
  corsOrigins: ['https://b.example', 'https://a.example'],
  encryption: { algorithm: 'aws:kms', keyId: 'alias/pictures' },
  distributionArn: ARN,
  dryRun: false,
};

describe.skipIf(endpoint === '' && process.env.CI !== 'true')('setUpBucket', () => {
  const newBucket = () => ({
    bucket: `likeness-setup-${randomBytes(6).toString('hex')}`,
    path: 'a/b',
    region: 'us-east-1',
    endpoint,
    pathStyle: true,
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
  });
  const run = async (options: ReturnType<typeof newBucket>, more: Partial<SetUpBucket> = {}) => {
    const reports: StepReport[] = [];
    for await (const report of setUpBucket(options, { ...wanted, ...more })) reports.push(report);
    return Object.fromEntries(reports.map(({ step, state }) => [step, state]));
  };
  const all = (state: string) => ({
    bucket: state,
    encryption: state,
    'CDN access': state,
    'public access': state,
    CORS: state,
    lifecycle: state,
    versions: 'as it should be',
  });

  it('tells what it would do, does it, and then finds it as it should be', async () => {
    const options = newBucket();
    expect(await run(options, { dryRun: true })).toEqual(all('would be done'));
    expect(await run(options, { dryRun: true })).toEqual(all('would be done'));
    expect(await run(options)).toEqual(all('done'));
    expect(await run(options)).toEqual(all('as it should be'));
    expect(await run(options, { dryRun: true })).toEqual(all('as it should be'));
    expect(await run(options, { corsOrigins: ['https://a.example'] })).toEqual({
      ...all('as it should be'),
      CORS: 'done',
    });
  });

  it('leaves what is not wanted alone', async () => {
    const found = await run(newBucket(), { corsOrigins: [], distributionArn: undefined });
    expect(found).toMatchObject({ CORS: 'left alone', 'CDN access': 'left alone', lifecycle: 'done' });
  });

  it('without a wish leaves the rule of encryption that is there, and makes one where there is none', async () => {
    const [one, another] = [newBucket(), newBucket()];
    await run(one);
    expect((await run(one, { encryption: undefined })).encryption).toBe('left alone');
    expect((await run(one)).encryption).toBe('as it should be');
    expect((await run(another, { encryption: undefined })).encryption).toBe('done');
    expect((await run(another, { encryption: { algorithm: 'AES256' } })).encryption).toBe('as it should be');
  });

  it('lets old versions of a whole bucket expire only when it made the bucket', async () => {
    const expires = async (options: ReturnType<typeof newBucket>) => {
      for (let again = 0; again < 2; again++) await run(options);
      const { client, bucket: Bucket } = s3Store(options);
      const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      return Rules?.map((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays);
    };
    const [fresh, there] = [newBucket(), newBucket()];
    expect(await expires({ ...fresh, path: '' })).toEqual([1]);
    await s3Store(there).client.send(new CreateBucketCommand({ Bucket: there.bucket }));
    expect(await expires({ ...there, path: '' })).toEqual([undefined]);
    expect(await expires(there)).toEqual([1]);
    expect(await expires({ ...there, path: '' })).toEqual([undefined]);
  });

  it('lets the distribution read pictures and nothing else', async () => {
    const options = newBucket();
    await run(options);
    const { client } = s3Store(options);
    const { Policy } = await client.send(new GetBucketPolicyCommand({ Bucket: options.bucket }));
    const { Statement } = JSON.parse(Policy ?? '');
    expect(Statement).toEqual([
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${options.bucket}/a/b/blobs/*`,
        Condition: { StringEquals: { 'AWS:SourceArn': ARN } },
      },
    ]);
  });

  it('keeps rules of others, and has one of its own', async () => {
    const options = newBucket();
    await run(options);
    const { client, bucket: Bucket } = s3Store(options);
    const theirs = {
      cors: { ID: 'theirs', AllowedMethods: ['GET'], AllowedOrigins: ['https://c.example'] },
      rule: {
        ID: 'theirs',
        Status: 'Enabled' as const,
        Filter: { Prefix: 'logs/' },
        Expiration: { Days: 9 },
      },
      statement: {
        Sid: 'Theirs',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::${Bucket}/x/*`,
      },
    };
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [theirs.cors] } }));
    const LifecycleConfiguration = { Rules: [theirs.rule] };
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [theirs.statement] });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    for (const corsOrigins of [['https://a.example'], ['https://b.example']])
      await run(options, { corsOrigins });

    const { CORSRules } = await client.send(new GetBucketCorsCommand({ Bucket }));
    expect(CORSRules?.map(({ ID }) => ID)).toEqual(['theirs', 'likeness']);
    const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules?.map(({ ID }) => ID)).toEqual(['theirs', 'likeness-leftovers']);
    const policy = await client.send(new GetBucketPolicyCommand({ Bucket }));
    const sids = JSON.parse(policy.Policy ?? '').Statement.map(({ Sid }: { Sid: string }) => Sid);
    expect(sids).toEqual(['Theirs', 'LikenessCdnReadsPictures']);
  });
});
