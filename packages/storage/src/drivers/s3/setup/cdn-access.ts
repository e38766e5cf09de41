import { isDeepStrictEqual } from 'node:util';
import { GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { asItShouldBe, change, leftAlone, readPart, type Step } from './step.ts';

const SID = 'LikenessCdnReadsPictures';

interface Policy {
  Version: string;
  Statement: { Sid?: string }[];
}

/** The distribution may read pictures, and nothing that is sealed. Statements of others stay. */
export const cdnAccess: Step = {
  step: 'CDN access',
  async run(context) {
    const { client, bucket: Bucket, path } = context.store;
    const { distributionArn } = context;
    if (distributionArn === undefined) return leftAlone('no CLOUDFRONT_DISTRIBUTION_ID is given');
    const found = await readPart(context, () => client.send(new GetBucketPolicyCommand({ Bucket })));
    const policy: Policy = found?.Policy
      ? JSON.parse(found.Policy)
      : { Version: '2012-10-17', Statement: [] };
    const partition = distributionArn.split(':')[1] ?? 'aws';
    const statement = {
      Sid: SID,
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: `arn:${partition}:s3:::${Bucket}/${path}blobs/*`,
      Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
    };
    const detail = `${distributionArn} may read ${path}blobs/`;
    if (policy.Statement.some((other) => isDeepStrictEqual(other, statement))) return asItShouldBe(detail);
    const Statement = [...policy.Statement.filter(({ Sid }) => Sid !== SID), statement];
    return await change(context, detail, () =>
      client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ ...policy, Statement }) })),
    );
  },
};
