import { GetBucketEncryptionCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { asItShouldBe, change, leftAlone, readPart, type Step } from './step.ts';

/** What is put without a rule of its own is encrypted by the store. */
export const encryption: Step = {
  step: 'encryption',
  async run(context) {
    const { client, bucket: Bucket } = context.store;
    const found = await readPart(context, () => client.send(new GetBucketEncryptionCommand({ Bucket })));
    const rule = found?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    if (context.encryption === undefined && rule?.SSEAlgorithm !== undefined) {
      return leftAlone(`the bucket's own rule, ${rule.SSEAlgorithm}, stays`);
    }
    const { algorithm, keyId } = { keyId: undefined, ...(context.encryption ?? { algorithm: 'AES256' }) };
    const detail = keyId === undefined ? algorithm : `${algorithm} with ${keyId}`;
    if (rule?.SSEAlgorithm === algorithm && (keyId === undefined || rule.KMSMasterKeyID === keyId)) {
      return asItShouldBe(detail);
    }
    const ApplyServerSideEncryptionByDefault = {
      SSEAlgorithm: algorithm,
      ...(keyId === undefined ? {} : { KMSMasterKeyID: keyId }),
    };
    const Rules = [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: algorithm === 'aws:kms' }];
    return await change(context, detail, () =>
      client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } })),
    );
  },
};
