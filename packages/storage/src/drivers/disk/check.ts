import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aborted, throwIfAborted } from '../../aborts.ts';
import { StorageError } from '../../errors.ts';
import type { DiskStore } from './disk-store.ts';
import { toStorageError } from './failures.ts';

/** Writes, reads and removes a probe. A disk that hangs cannot be interrupted, but is not waited for. */
export async function checkStore(
  openStore: () => Promise<DiskStore>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  throwIfAborted(signal);
  if (signal === undefined) return await probe(openStore);
  const done = new AbortController();
  const stopped = once(signal, 'abort', { signal: done.signal }).then(() => {
    throw aborted(signal);
  });
  try {
    await Promise.race([probe(openStore), stopped]);
  } finally {
    done.abort();
  }
}

async function probe(openStore: () => Promise<DiskStore>): Promise<void> {
  try {
    const path = join((await openStore()).temporary, `check-${randomUUID()}`);
    const bytes = randomBytes(32);
    try {
      const handle = await open(path, 'wx');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (!bytes.equals(await readFile(path))) {
        throw new StorageError('unavailable', 'The store reads other bytes than were written');
      }
    } finally {
      await rm(path, { force: true });
    }
  } catch (error) {
    throw toStorageError(error);
  }
}
