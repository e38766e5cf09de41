import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../errors.ts';

/** An upload on its way in: on disk, hashed, not yet believed. */
export interface TemporaryFile {
  path: string;
  /** bytes */
  size: number;
  sha256: Buffer;
  /** Removes the file; may be called twice. */
  dispose(): Promise<void>;
}

export interface ReceiveOptions {
  dir: string;
  /** bytes */
  maxSize: number;
  signal?: AbortSignal;
}

/**
 * Streams an upload to a temporary file and hashes it on the way. Whatever goes wrong, the file is gone.
 *
 * @throws Problem `file_too_large`, `empty_file`, `upload_aborted`
 */
export async function receiveFile(source: Readable, options: ReceiveOptions): Promise<TemporaryFile> {
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const path = join(options.dir, `upload-${randomUUID()}`);
  const hash = createHash('sha256');
  let size = 0;
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > options.maxSize) throw tooLarge(options.maxSize);
      hash.update(chunk);
      yield chunk;
    }
    // busboy cuts a part at its limit in silence and only says so here
    if ('truncated' in source && source.truncated === true) throw tooLarge(options.maxSize);
    if (size === 0) throw new Problem('empty_file');
  }
  const dispose = () => rm(path, { force: true });
  try {
    const { signal } = options;
    await pipeline(source, measured, createWriteStream(path, { mode: 0o600 }), signal ? { signal } : {});
  } catch (error) {
    await dispose();
    if (error instanceof Problem || isNoSpace(error))
      throw isNoSpace(error) ? new Problem('storage_full', undefined, { cause: error }) : error;
    throw new Problem('upload_aborted', undefined, { cause: error });
  }
  return { path, size, sha256: hash.digest(), dispose };
}

function tooLarge(maxSize: number): Problem {
  return new Problem(
    'file_too_large',
    `The file is larger than the ${maxSize} bytes allowed. Make it smaller.`,
    {
      extensions: { maxSize },
    },
  );
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
