import {
  GetBucketVersioningCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { forEachOf } from '../../for-each-of.ts';
import { answered } from './failures.ts';
import type { S3Store } from './s3-store.ts';

const AT_ONCE = 8;
/** ms after which the bucket is asked again whether it keeps versions */
const REMEMBERED = 60_000;

/**
 * The versions that a bucket keeps of what was replaced or deleted. An erased person must be in none of them.
 * Storage ids never repeat and deletion comes after every window of grace, so that no version is needed again.
 */
export class Versions {
  readonly #store: S3Store;
  #answer: { kept: boolean; until: number } | undefined;

  constructor(store: S3Store) {
    this.#store = store;
  }

  /** Whether there may be any, also when versioning was suspended. */
  async kept(): Promise<boolean> {
    if (this.#answer !== undefined && this.#answer.until > performance.now()) return this.#answer.kept;
    const kept = await this.#ask();
    this.#answer = { kept, until: performance.now() + REMEMBERED };
    return kept;
  }

  async #ask(): Promise<boolean> {
    const { client, bucket } = this.#store;
    try {
      const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
      return Status !== undefined;
    } catch (error) {
      // A compatible store that has no versions. Who may not ask is not told that there are none.
      if (error instanceof Error && /NotImplemented|MethodNotAllowed/.test(error.name)) return false;
      return await answered(Promise.reject(error));
    }
  }

  /** All versions and marks of deletion of the keys, which are whole keys of the bucket. */
  async of(keys: readonly string[]): Promise<ObjectIdentifier[]> {
    const found: ObjectIdentifier[] = [];
    await forEachOf(keys, AT_ONCE, async (key) => {
      for await (const version of this.below(key)) if (version.Key === key) found.push(version);
    });
    return found;
  }

  /** All versions of everything that begins so. */
  async *below(prefix: string): AsyncGenerator<ObjectIdentifier> {
    const { client, bucket } = this.#store;
    let marker: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await answered(
        client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker })),
      );
      for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
        if (Key !== undefined && VersionId !== undefined) yield { Key, VersionId };
      }
      if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
      marker = {
        KeyMarker: page.NextKeyMarker,
        ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }),
      };
    }
  }
}
