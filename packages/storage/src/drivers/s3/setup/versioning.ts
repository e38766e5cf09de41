import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { asItShouldBe, leftAlone, readPart, type Step } from './step.ts';

/** Versions keep what was erased for as long as nobody removes them: they are better off, and borne when on. */
export const versioning: Step = {
  step: 'versions',
  async run(context) {
    const { client, bucket: Bucket } = context.store;
    const found = await readPart(context, () => client.send(new GetBucketVersioningCommand({ Bucket })));
    if (found?.Status === undefined) return asItShouldBe('none are kept');
    return leftAlone('the bucket keeps versions; deletion removes all of an object');
  },
};
