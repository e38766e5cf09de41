import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { awsClientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';

/** One distribution of CloudFront. Its errors are those of the client: log their name, they hold signatures. */
export interface Distribution {
  id: string;
  /** The hosts that it answers to. @throws ConfigurationError when it is not there or may not be asked */
  hosts(): Promise<{ enabled: boolean; domains: string[] }>;
  /**
   * @param reference the same again with the same paths is no second request
   * @returns the id that it goes by
   */
  invalidate(reference: string, paths: readonly string[]): Promise<string>;
  close(): void;
}

/** @returns undefined when none is configured */
export async function openDistribution(
  config: Pick<Config, 'aws' | 'cdn'>,
): Promise<Distribution | undefined> {
  const { distributionId, endpoint } = config.cdn;
  if (distributionId === undefined) return undefined;
  const cloudfront = await import('@aws-sdk/client-cloudfront');
  const client: CloudFrontClient = new cloudfront.CloudFrontClient(awsClientOptions(config, endpoint));
  return {
    id: distributionId,
    async hosts() {
      const { Distribution: found } = await client
        .send(new cloudfront.GetDistributionCommand({ Id: distributionId }))
        .catch((error: unknown) => {
          throw refusal(error);
        });
      const settings = found?.DistributionConfig;
      const domains = [found?.DomainName, ...(settings?.Aliases?.Items ?? [])];
      return {
        enabled: settings?.Enabled ?? false,
        domains: domains.filter((name) => name !== undefined),
      };
    },
    async invalidate(reference, paths) {
      const { Invalidation } = await client.send(
        new cloudfront.CreateInvalidationCommand({
          DistributionId: distributionId,
          InvalidationBatch: {
            CallerReference: reference,
            Paths: { Quantity: paths.length, Items: [...paths] },
          },
        }),
      );
      return Invalidation?.Id ?? '';
    },
    close: () => client.destroy(),
  };
}

/** Why CloudFront refuses, by the setting that has to change; what passes by itself is handed on as it is. */
function refusal(error: unknown): unknown {
  const name = awsErrorName(error);
  const about = (variable: string, message: string) =>
    new ConfigurationError(variable, message, { cause: error });
  if (name === 'NoSuchDistribution') {
    return about(
      'CLOUDFRONT_DISTRIBUTION_ID',
      'is no distribution of this account. `aws cloudfront list-distributions` tells their ids.',
    );
  }
  switch (awsFailure(error)) {
    case 'credentials':
      return about(
        'AWS_ACCESS_KEY_ID',
        `is not accepted by CloudFront (${name}). Set it with AWS_SECRET_ACCESS_KEY, or give the machine a role.`,
      );
    case 'forbidden':
      return about(
        'CLOUDFRONT_DISTRIBUTION_ID',
        'may not be used with these credentials. Allow them cloudfront:GetDistribution and cloudfront:CreateInvalidation on it.',
      );
    default:
      return error;
  }
}
