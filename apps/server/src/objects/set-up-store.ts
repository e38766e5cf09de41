import { StorageError } from '@likeness/storage';
import type { StepReport } from '@likeness/storage/s3';
import { awsClientOptions } from '../aws/client-options.ts';
import { awsErrorName } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { s3Options } from './s3-options.ts';
import { storeRefusal } from './store-refusal.ts';

/**
 * Makes the configured bucket and sets it up, step by step; what is as it should be is left.
 *
 * @throws ConfigurationError when the store or the distribution cannot be used as they are configured
 */
export async function* setUpStore(
  config: Config,
  { dryRun }: { dryRun: boolean },
): AsyncGenerator<StepReport> {
  if (config.s3.bucket === undefined) {
    throw new ConfigurationError('S3_BUCKET_NAME', 'is needed: a folder needs no setting up.');
  }
  const { setUpBucket } = await import('@likeness/storage/s3');
  const options = s3Options(config);
  try {
    yield* setUpBucket(options, {
      corsOrigins: config.server.corsOrigins,
      encryption: options.encryption,
      distributionArn: await distributionArn(config),
      dryRun,
    });
  } catch (cause) {
    throw cause instanceof StorageError ? storeRefusal(config, cause, 's3') : cause;
  }
}

/** The policy of a bucket names the distribution with its account. */
async function distributionArn(config: Config): Promise<string | undefined> {
  const { distributionId, endpoint } = config.cdn;
  if (distributionId === undefined) return undefined;
  const { CloudFrontClient, GetDistributionCommand } = await import('@aws-sdk/client-cloudfront');
  const client = new CloudFrontClient(awsClientOptions(config, endpoint));
  try {
    const { Distribution } = await client.send(new GetDistributionCommand({ Id: distributionId }));
    return Distribution?.ARN;
  } catch (cause) {
    throw new ConfigurationError(
      'CLOUDFRONT_DISTRIBUTION_ID',
      `the distribution ${distributionId} cannot be looked at (${awsErrorName(cause)}).`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
