/** bytes; the least that S3 takes as a part that is not the last */
export const PART_SIZE = 5 * 1_048_576;

export interface Part {
  /** from 1 */
  number: number;
  bytes: Uint8Array;
  last: boolean;
}

/** Chunks of any size as parts of `PART_SIZE` bytes; only the last is smaller, and may be empty when it is the first. */
export async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.byteLength;
    // A full part waits for the byte after it: it may be the last.
    while (length > PART_SIZE) {
      const bytes = joined(waiting);
      yield { number: number++, bytes: bytes.subarray(0, PART_SIZE), last: false };
      waiting = [bytes.subarray(PART_SIZE)];
      length -= PART_SIZE;
    }
  }
  yield { number, bytes: joined(waiting), last: true };
}

function joined(chunks: Uint8Array[]): Uint8Array {
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
