import { awsErrorName } from '../aws/failure.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import type { Log } from '../log.ts';
import { openDistribution } from './cloudfront.ts';
import { type CdnSigner, openSigner } from './signer.ts';

/** The CDN in front of the pictures, when one is configured. */
export interface Cdn {
  /** Where its addresses begin; without a slash at the end. */
  url: string | undefined;
  /** Undefined when no key to sign with is configured. */
  signer: CdnSigner | undefined;
}

/**
 * Opens what is configured of a CDN and looks whether the distribution is there. A CloudFront that does not answer stops
 * no start: what it is to be told waits.
 *
 * @throws ConfigurationError that names the setting
 */
export async function openCdn(
  config: Config,
  log: Log,
  /** Ask CloudFront; true by default. */
  { look = true }: { look?: boolean } = {},
): Promise<Cdn> {
  const signer = await openSigner(config);
  const distribution = look ? await openDistribution(config) : undefined;
  if (distribution !== undefined) {
    await distribution
      .hosts()
      .catch((error: unknown) => {
        if (error instanceof ConfigurationError) throw error;
        log.warn(
          { why: awsErrorName(error) },
          'CloudFront does not answer; invalidations wait until it does',
        );
      })
      .finally(distribution.close);
  }
  return { url: config.cdn.url, signer };
}
