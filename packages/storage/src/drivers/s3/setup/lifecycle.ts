import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { asItShouldBe, change, readPart, type Step } from './step.ts';

const ID = 'likeness-leftovers';

/**
 * Uploads in parts that never ended go after a day, and so do the versions of what was replaced. Deletion
 * removes versions at once; the rule is for what was deleted past us. Rules of others stay, and so do versions in a
 * bucket that was there before and has no path of ours: they may be others' too.
 */
export const lifecycle: Step = {
  step: 'lifecycle',
  async run(context) {
    const { client, bucket: Bucket, path } = context.store;
    const found = await readPart(context, () =>
      client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    );
    const rules = found?.Rules ?? [];
    const old = rules.find((candidate) => candidate.ID === ID && prefixOf(candidate) === path);
    // a rule of ours with this part was made with the bucket
    const ours = path !== '' || context.made || old?.NoncurrentVersionExpiration !== undefined;
    const rule: LifecycleRule = {
      ID,
      Status: 'Enabled',
      Filter: { Prefix: path },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      ...(ours && { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
    };
    const detail = ours
      ? 'unfinished uploads and old versions go after a day'
      : 'unfinished uploads go after a day; old versions stay, since without S3_BUCKET_PATH they may be others’';
    if (rules.some((candidate) => isThis(candidate, rule))) return asItShouldBe(detail);
    const Rules = [...rules.filter((other) => other.ID !== ID), rule];
    return await change(context, detail, () =>
      client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } })),
    );
  },
};

/** Older stores give the prefix back beside the filter that it was put in. */
function prefixOf(found: LifecycleRule): string {
  return found.Filter?.Prefix ?? (found as { Prefix?: string }).Prefix ?? '';
}

function isThis(found: LifecycleRule, rule: LifecycleRule): boolean {
  return (
    found.ID === rule.ID &&
    found.Status === rule.Status &&
    prefixOf(found) === rule.Filter?.Prefix &&
    found.AbortIncompleteMultipartUpload?.DaysAfterInitiation === 1 &&
    found.NoncurrentVersionExpiration?.NoncurrentDays === rule.NoncurrentVersionExpiration?.NoncurrentDays
  );
}
