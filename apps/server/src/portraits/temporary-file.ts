import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { Problem } from '../errors.ts';

/** bytes; each upload under way holds as much */
const BLOCK = 256 * 1024;

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
 * @throws Problem `file_too_large`, `empty_file`, `upload_aborted`, `storage_full`, `storage_unavailable`
 */
export async function receiveFile(source: Readable, options: ReceiveOptions): Promise<TemporaryFile> {
  // it may fail while the file is being opened, when nobody reads it yet
  source.on('error', () => {});
  if (options.signal) addAbortSignal(options.signal, source);
  const path = join(options.dir, `upload-${randomUUID()}`);
  const dispose = () => rm(path, { force: true });
  try {
    // opened before the first byte: a file that opens late would outlive its removal
    const file = await ours(openNew(path));
    try {
      return { path, dispose, ...(await copy(source, file, options.maxSize)) };
    } finally {
      await file.close();
    }
  } catch (error) {
    source.destroy();
    // what cannot be removed now goes with the next cleanup; the first error is the one to tell
    await dispose().catch(() => {});
    if (error instanceof Problem) throw error;
    throw new Problem('upload_aborted', undefined, { cause: error });
  }
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, 'wx', 0o600);
  }
}

/**
 * Writes in blocks, as a write for each piece of the network costs more than the bytes do, and without a copy:
 * megabytes of short-lived buffers set the garbage collector to work.
 */
async function copy(source: Readable, file: FileHandle, maxSize: number) {
  const hash = createHash('sha256');
  let size = 0;
  let block: Buffer[] = [];
  let held = 0;
  const flush = async () => {
    const { bytesWritten } = await ours(file.writev(block));
    // a disk that is nearly full takes a part; the rest says why
    if (bytesWritten < held) await ours(file.writeFile(Buffer.concat(block).subarray(bytesWritten)));
    block = [];
    held = 0;
  };
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxSize) throw tooLarge(maxSize);
    hash.update(chunk);
    block.push(chunk);
    held += chunk.length;
    if (held >= BLOCK) await flush();
  }
  if (size === 0) throw new Problem('empty_file');
  if (held > 0) await flush();
  return { size, sha256: hash.digest() };
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

/** A failure of our own disk is not the client's. @throws Problem `storage_full`, `storage_unavailable` */
async function ours<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new Problem(full ? 'storage_full' : 'storage_unavailable', undefined, { cause });
  }
}
