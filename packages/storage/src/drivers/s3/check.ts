import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { throwIfAborted } from '../../aborts.ts';
import { deleteBatches } from './delete.ts';
import { answered } from './failures.ts';
import { at, type S3Store } from './s3-store.ts';
import type { Versions } from './versions.ts';

/** No key begins with a dot: probes are in no list. */
export const PROBES = '.check/';

/** Asks whether versions are kept, as every deletion does; writes a probe and removes it. */
export async function checkStore(
  store: S3Store,
  versions: Versions,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  throwIfAborted(signal);
  const target = at(store, PROBES + randomUUID());
  await versions.kept();
  const { VersionId } = await answered(
    store.client.send(
      new PutObjectCommand({ ...target, Body: 'check', ...store.encryption }),
      signal ? { abortSignal: signal } : {},
    ),
    signal,
  );
  await deleteBatches(store, [{ Key: target.Key, ...(VersionId ? { VersionId } : {}) }]);
}
