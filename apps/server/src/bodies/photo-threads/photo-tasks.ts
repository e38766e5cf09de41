import type { MessagePort } from 'node:worker_threads';
import type { PhotoReaderOptions, ReadRequest, ReadResult, ReadStep } from '@likeness/vision/node';

/** What a thread is given; everything can be cloned, the port is transferred. */
export interface PhotoTask extends Omit<ReadRequest, 'signal' | 'onStep'> {
  options: PhotoReaderOptions;
  /** Takes each `ReadStep` as it begins. */
  steps: MessagePort;
}

/**
 * `unreadable`: the bytes are no picture, and will be none the next time. `unusable`: a network or its runtime cannot
 * be loaded, and will not be until somebody mends the installation.
 */
export type PhotoAnswer = { result: ReadResult } | { unreadable: string } | { unusable: string };

export type { ReadResult, ReadStep };
