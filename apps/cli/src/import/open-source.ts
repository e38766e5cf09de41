import type { Readable } from 'node:stream';
import { isPublicAddress } from '@likeness/server/net';
import { fetchPicture } from './fetch-picture.ts';
import { ImportError } from './import-error.ts';
import { openInFolder } from './open-in-folder.ts';

export interface SourceOptions {
  /** Read from private, loopback and other inner networks too. */
  allowPrivate: boolean;
  /** bytes */
  maxSize: number;
  /** Paths are below it; without it there may be none. */
  folder?: string;
  signal: AbortSignal;
  /** ms without a byte */
  idleTimeout?: number;
}

// A single letter and a colon begin a path on Windows.
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Opens what a row names: an http or https address, or a path below the folder. @throws ImportError */
export async function openSource(source: string, options: SourceOptions): Promise<Readable> {
  if (SCHEME.test(source)) {
    const { allowPrivate, ...others } = options;
    return fetchPicture(source, { ...others, allowed: allowPrivate ? () => true : isPublicAddress });
  }
  if (options.folder === undefined) {
    throw new ImportError('no_folder', 'This is a path. --folder says which folder may be read.');
  }
  return openInFolder(options.folder, source);
}
