/**
 * Which sidecar belongs to which bytes.
 *
 * An object is one file; its type and metadata are in a second one, the sidecar, only when the key's extension
 * does not tell everything. Two files cannot be replaced at once, so a sidecar must name the very bytes it
 * speaks of, its generation: the file's time of change and its size. The driver stamps that time itself. A
 * file without a sidecar gets whole milliseconds; one with a sidecar gets a random part of 0.2 to 0.8 ms. So
 * the time says, in the same atomic rename that brings the bytes, whether there is a sidecar and which.
 *
 * The order of a put: bytes to a temporary file, its stamp, the sidecar of that generation (made exclusively;
 * when the name is taken, stamp again), fsync of both, rename, then removal of the replaced generation's
 * sidecar. A crash at any point leaves the old pair or the new pair, and perhaps a sidecar that no bytes name,
 * which `removeTemporaryFiles` removes.
 *
 * An inode number would bind as well but does not survive a copy of the folder; the time survives `cp -a`,
 * `rsync -a` and file system snapshots. (A copy that cuts times to seconds loses types and metadata, no bytes.)
 */
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { StorageError } from '../../errors.ts';

export interface Generation {
  /** bytes */
  size: number;
  modifiedAt: Date;
  /** The sidecar's name without its dot; absent when the key tells everything. */
  sidecar: string | undefined;
}

export function generationOf(stats: BigIntStats): Generation {
  const nanoseconds = stats.mtimeNs;
  // Times pass through a double on their way in: a whole millisecond may read back as the last 0.1 ms before.
  const part = nanoseconds % 1_000_000n;
  const stamped = part >= 100_000n && part < 900_000n;
  return {
    size: Number(stats.size),
    modifiedAt: new Date(Number((nanoseconds + 100_000n) / 1_000_000n)),
    sidecar: stamped ? `${nanoseconds / 1_000n}-${stats.size}` : undefined,
  };
}

/** Gives the written file the generation it will be known by. */
export async function stamp(handle: FileHandle, withSidecar: boolean): Promise<Generation> {
  const seconds = (Date.now() + (withSidecar ? 0.2 + Math.random() * 0.6 : 0)) / 1_000;
  await handle.utimes(seconds, seconds);
  const generation = generationOf(await handle.stat({ bigint: true }));
  if (withSidecar && generation.sidecar === undefined) {
    throw new StorageError(
      'unavailable',
      "The store's file system keeps no microseconds; metadata needs them",
    );
  }
  return generation;
}
