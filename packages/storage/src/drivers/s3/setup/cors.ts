import { isDeepStrictEqual } from 'node:util';
import { type CORSRule, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { asItShouldBe, change, leftAlone, readPart, type Step } from './step.ts';

const ID = 'likeness';

/** Pages of the given origins may use signed addresses. Rules of others stay. */
export const cors: Step = {
  step: 'CORS',
  async run(context) {
    const { client, bucket: Bucket } = context.store;
    if (context.corsOrigins.length === 0) return leftAlone('no LIKENESS_CORS_ORIGINS are given');
    const found = await readPart(context, () => client.send(new GetBucketCorsCommand({ Bucket })));
    const rules = found?.CORSRules ?? [];
    const rule: CORSRule = {
      ID,
      AllowedOrigins: [...context.corsOrigins],
      AllowedMethods: ['GET', 'HEAD', 'PUT'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 3_600,
    };
    const detail = context.corsOrigins.join(', ');
    if (rules.some((candidate) => isDeepStrictEqual(sorted(candidate), sorted(rule))))
      return asItShouldBe(detail);
    const CORSRules = [...rules.filter((other) => other.ID !== ID), rule];
    return await change(context, detail, () =>
      client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } })),
    );
  },
};

/** Stores give the values back in an order of their own. */
function sorted(rule: CORSRule): unknown {
  return Object.entries(rule)
    .map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value])
    .toSorted();
}
