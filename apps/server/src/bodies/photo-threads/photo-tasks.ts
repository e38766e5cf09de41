import type { MessagePort } from 'node:worker_threads';
import type { PhotoReaderOptions, ReadRequest, ReadResult, ReadStep } from '@likeness/vision/node';

/** What a thread is given; everything can be cloned, the port is transferred. */
export interface PhotoTask extends Omit<ReadRequest, 'signal' | 'onStep'> {
  options: PhotoReaderOptions;
  /** Takes each `ReadStep` as it begins. */
  steps: MessagePort;
}

/** `unreadable`: the bytes are no picture, and will be none the next time. */
export type PhotoAnswer = { result: ReadResult } | { unreadable: string };

export type { ReadResult, ReadStep };
