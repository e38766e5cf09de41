import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors.ts';
import { checkStore } from '../check.ts';
import { s3FaultOf } from '../failures.ts';
import { Versions } from '../versions.ts';
import { asItShouldBe, change, readPart, type Step } from './step.ts';

const BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** Nobody reads the bucket but who is named: bodies and photos are in it too, if sealed. */
export const publicAccess: Step = {
  step: 'public access',
  async run(context) {
    const { client, bucket: Bucket } = context.store;
    const found = await readPart(context, () => client.send(new GetPublicAccessBlockCommand({ Bucket })));
    const block = found?.PublicAccessBlockConfiguration ?? {};
    if (Object.keys(BLOCKED).every((name) => block[name as keyof typeof BLOCKED]))
      return asItShouldBe('blocked');
    return await change(context, 'blocked', async () => {
      await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: BLOCKED }));
      if (!context.compatible) return;
      try {
        await checkStore(context.store, new Versions(context.store));
      } catch (error) {
        // Ceph 16 takes its owner for the public then, and refuses every put: what was found is put back.
        if (s3FaultOf(error) === 'forbidden') {
          const PublicAccessBlockConfiguration = found?.PublicAccessBlockConfiguration;
          await (PublicAccessBlockConfiguration === undefined
            ? client.send(new DeletePublicAccessBlockCommand({ Bucket }))
            : client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration })));
        }
        throw error instanceof StorageError ? error.cause : error;
      }
    });
  },
};
