import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { createTestDistribution, MOTO } from '../testing/test-cdn.ts';
import { setUpStore } from './set-up-store.ts';

describe.skipIf(MOTO === undefined && process.env.CI !== 'true')('setUpStore', () => {
  const bucket = { S3_BUCKET_NAME: `likeness-${randomBytes(6).toString('hex')}`, S3_ENDPOINT: MOTO ?? '' };
  const run = async (env: Record<string, string>) => {
    const details: Record<string, string> = {};
    for await (const { step, detail } of setUpStore(loadConfig(env), { dryRun: true }))
      details[step] = detail;
    return details;
  };

  it('names the distribution with its account, as the policy of a bucket wants it', async () => {
    const { id, env } = await createTestDistribution();
    const details = await run({ ...env, ...bucket, S3_BUCKET_PATH: 'a' });
    expect(details['CDN access']).toMatch(
      new RegExp(`^arn:aws:cloudfront::\\d{12}:distribution/${id} may read a/blobs/$`),
    );
  });

  it('stops at a distribution that is not there, and without a bucket', async () => {
    const { env } = await createTestDistribution();
    await expect(run({ ...env, ...bucket, CLOUDFRONT_DISTRIBUTION_ID: 'ENONE' })).rejects.toMatchObject({
      variable: 'CLOUDFRONT_DISTRIBUTION_ID',
    });
    await expect(run({})).rejects.toMatchObject({ variable: 'S3_BUCKET_NAME' });
  });
});
