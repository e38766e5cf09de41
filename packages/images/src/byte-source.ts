import type { FileHandle } from 'node:fs/promises';
import { damaged } from './errors.ts';

const WINDOW = 64 << 10;
/** No header needs more in one piece; a length field above it is a lie or an attack. */
const LONGEST = 4 << 20;

/** Random access to a file through one small window, or to bytes in memory, for readers of headers. */
export class ByteSource {
  readonly size: number;
  readonly #file: FileHandle | undefined;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle, size: number);
  constructor(bytes: Uint8Array);
  constructor(source: FileHandle | Uint8Array, size = 0) {
    if (source instanceof Uint8Array) {
      this.#window = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
      this.size = source.byteLength;
    } else {
      this.#file = source;
      this.size = size;
    }
  }

  /** The bytes at `offset`; fewer than `length` at the end of the file. */
  async some(offset: number, length: number): Promise<Buffer> {
    if (length > LONGEST) throw damaged('a part of its header claims an impossible length');
    if (this.#file === undefined) return this.#window.subarray(offset, offset + length);
    if (offset < this.#start || Math.min(offset + length, this.size) > this.#start + this.#window.length) {
      const buffer = Buffer.allocUnsafe(Math.max(length, WINDOW));
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, offset);
      this.#window = buffer.subarray(0, bytesRead);
      this.#start = offset;
    }
    return this.#window.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** @throws ImageError damaged_image when the file ends before */
  async exactly(offset: number, length: number): Promise<Buffer> {
    const bytes = await this.some(offset, length);
    if (bytes.length < length) throw damaged('the file ends within its header');
    return bytes;
  }
}
