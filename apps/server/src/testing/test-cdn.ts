import {
  CloudFrontClient,
  CreateDistributionCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand,
} from '@aws-sdk/client-cloudfront';
import { awsClientOptions } from '../aws/client-options.ts';
import { loadConfig } from '../config/config.ts';

/** Address of moto, which answers as CloudFront and KMS do. */
export const MOTO = process.env.LIKENESS_TEST_MOTO_URL;

export const TEST_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

export interface TestDistribution {
  id: string;
  /** Settings that name it. */
  env: Record<string, string>;
  /** What it was told to forget: reference and paths of each request, oldest first. */
  invalidations(): Promise<{ reference: string; paths: string[] }[]>;
}

/** A distribution of its own on moto. */
export async function createTestDistribution(): Promise<TestDistribution> {
  const client = new CloudFrontClient(awsClientOptions(loadConfig(TEST_CREDENTIALS), MOTO));
  const { Distribution } = await client.send(
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: crypto.randomUUID(),
        Comment: '',
        Enabled: true,
        Origins: {
          Quantity: 1,
          Items: [
            {
              Id: 'likeness',
              DomainName: 'likeness.example.org',
              CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' },
            },
          ],
        },
        DefaultCacheBehavior: { TargetOriginId: 'likeness', ViewerProtocolPolicy: 'redirect-to-https' },
      },
    }),
  );
  const id = Distribution?.Id ?? '';
  return {
    id,
    env: {
      ...TEST_CREDENTIALS,
      ...(MOTO && { AWS_ENDPOINT_URL_CLOUDFRONT: MOTO }),
      CLOUDFRONT_URL: 'https://cdn.example.org',
      CLOUDFRONT_DISTRIBUTION_ID: id,
    },
    async invalidations() {
      const listed = await client.send(new ListInvalidationsCommand({ DistributionId: id }));
      const items = listed.InvalidationList?.Items ?? [];
      const found = await Promise.all(
        items.map(({ Id }) => client.send(new GetInvalidationCommand({ DistributionId: id, Id }))),
      );
      return found
        .map(({ Invalidation }) => ({
          at: Invalidation?.CreateTime?.getTime() ?? 0,
          reference: Invalidation?.InvalidationBatch?.CallerReference ?? '',
          paths: Invalidation?.InvalidationBatch?.Paths?.Items ?? [],
        }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ reference, paths }) => ({ reference, paths }));
    },
  };
}
