import { createHash } from 'node:crypto';
import { type StorageDriver, StorageError } from '@likeness/storage';
import { formatOfMagic } from './magic.ts';

/** What lies under a key: read to its end and hashed, or why it could not be read. */
export type ReadObject =
  | { found: true; size: number; sha256: string; contentType: string; format: string | undefined }
  | { found: false; why: string };

const HEAD = 16;

/** Reads and hashes an object without keeping it in memory. */
export async function readObject(
  store: StorageDriver,
  key: string,
  signal?: AbortSignal,
): Promise<ReadObject> {
  try {
    const { info, body } = await store.get({ key, ...(signal ? { signal } : {}) });
    const hash = createHash('sha256');
    let head = Buffer.alloc(0);
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
      if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD)]);
    }
    return {
      found: true,
      size,
      sha256: hash.digest('hex'),
      contentType: info.contentType,
      format: formatOfMagic(head),
    };
  } catch (error) {
    if (signal?.aborted) throw error;
    if (error instanceof StorageError && error.code === 'not_found') {
      return { found: false, why: 'the object is missing' };
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { found: false, why: `the object cannot be read (${code})` };
  }
}
