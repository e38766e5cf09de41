import { damaged } from '../errors.ts';

/** A box of the ISO base media file format. */
export interface Box {
  type: string;
  body: Buffer;
}

/** The boxes side by side in a buffer. @throws ImageError damaged_image when one is longer than its parent */
export function* boxesIn(buffer: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= buffer.length; ) {
    const stated = buffer.readUInt32BE(at);
    // 0: to the end of the parent. 64-bit lengths make no sense within a header.
    const length = stated === 0 ? buffer.length - at : stated;
    if (length < 8 || at + length > buffer.length)
      throw damaged('a box of its header is longer than its place');
    yield { type: buffer.toString('latin1', at + 4, at + 8), body: buffer.subarray(at + 8, at + length) };
    at += length;
  }
}

/** @throws ImageError damaged_image when there is none */
export function findBox(boxes: readonly Box[], type: string): Buffer {
  const box = boxes.find((candidate) => candidate.type === type);
  if (box === undefined) throw damaged(`its header lacks the part "${type}"`);
  return box.body;
}
