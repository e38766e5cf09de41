import type { FileHandle } from 'node:fs/promises';
import type { PutObject } from '../../driver.ts';
import { readBody } from '../../read-body.ts';
import { toStorageError } from './failures.ts';

/**
 * Writes a body to the file. What goes wrong with the file is a StorageError, what goes wrong with the source
 * is the source's own error, as it is.
 */
export async function writeBody(
  handle: FileHandle,
  { body, signal, onProgress }: Pick<PutObject, 'body' | 'signal' | 'onProgress'>,
): Promise<void> {
  let written = 0;
  for await (const bytes of readBody(body, signal)) {
    await write(handle, bytes);
    written += bytes.byteLength;
    onProgress?.(written);
  }
}

async function write(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(bytes);
  } catch (error) {
    throw toStorageError(error);
  }
}
