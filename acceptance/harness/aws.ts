import {
  CloudFrontClient,
  CreateDistributionCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand,
} from '@aws-sdk/client-cloudfront';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { Environment } from './process.ts';

const { LIKENESS_TEST_MOTO_URL: MOTO = '' } = process.env;

/** Whether what answers as CloudFront and KMS do is here; CI must have it. */
export const hasAws = MOTO !== '' || process.env.CI === 'true';

if (!hasAws) console.warn('MISSING: moto; CloudFront and KMS are not tested: scripts/services.sh up moto');

/** Settings of whoever speaks to it. */
export const AWS: Environment = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_CLOUDFRONT: MOTO,
  AWS_ENDPOINT_URL_KMS: MOTO,
};

const client = {
  region: 'us-east-1',
  endpoint: MOTO,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

/** A new key of KMS. @returns its id */
export async function createKey(): Promise<string> {
  const { KeyMetadata } = await new KMSClient(client).send(new CreateKeyCommand({}));
  return KeyMetadata?.KeyId ?? '';
}

/** A new distribution of CloudFront. */
export async function createDistribution() {
  const cloudfront = new CloudFrontClient(client);
  const origin = {
    Id: 'likeness',
    DomainName: 'likeness.example.org',
    CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' as const },
  };
  const { Distribution } = await cloudfront.send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: crypto.randomUUID(),
        Comment: '',
        Enabled: true,
        Origins: { Quantity: 1, Items: [origin] },
        DefaultCacheBehavior: { TargetOriginId: 'likeness', ViewerProtocolPolicy: 'redirect-to-https' },
      },
    }),
  );
  const id = Distribution?.Id ?? '';
  return {
    id,
    domain: Distribution?.DomainName ?? '',
    /** The paths of everything that it was told to forget. */
    async forgotten(): Promise<string[]> {
      const { InvalidationList } = await cloudfront.send(
        new ListInvalidationsCommand({ DistributionId: id }),
      );
      const found = await Promise.all(
        (InvalidationList?.Items ?? []).map(({ Id }) =>
          cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id })),
        ),
      );
      return found.flatMap(({ Invalidation }) => Invalidation?.InvalidationBatch?.Paths?.Items ?? []);
    },
  };
}
