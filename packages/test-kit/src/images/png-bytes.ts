import { constants, crc32, deflateRawSync } from 'node:zlib';

export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** One chunk with its length and checksum. */
export function pngChunk(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const whole = Buffer.alloc(12 + body.length);
  whole.writeUInt32BE(body.length, 0);
  whole.write(type, 4, 'latin1');
  body.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length);
  return whole;
}

/** IHDR of 8-bit RGB. */
export function pngHeader(width: number, height: number, interlaced: boolean): Buffer {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([8, 2, 0, 0, interlaced ? 1 : 0], 8);
  return pngChunk('IHDR', body);
}

const zeros = (count: number): Buffer =>
  deflateRawSync(Buffer.alloc(count), { level: 9, finishFlush: constants.Z_FULL_FLUSH });

/** A zlib stream of so many zeros, made from copies of one compressed block: fast, whatever the length. */
export function zlibOfZeros(length: number): Buffer {
  const unit = 1 << 20;
  const block = zeros(unit);
  const copies = Array.from({ length: Math.floor(length / unit) }, () => block);
  // Adler-32 of zeros: the first sum stays 1, the second counts the bytes.
  const adler = Buffer.alloc(4);
  adler.writeUInt16BE(length % 65_521, 0);
  adler.writeUInt16BE(1, 2);
  const end = Buffer.from([0x03, 0x00]);
  return Buffer.concat([Buffer.from([0x78, 0xda]), ...copies, zeros(length % unit), end, adler]);
}

/** Bytes of 8-bit RGB in the seven passes of Adam7, each row with its filter byte. */
export function adam7Bytes(width: number, height: number): number {
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  let total = 0;
  for (const [x, y, dx, dy] of passes) {
    const columns = Math.ceil((width - x) / dx);
    const rows = Math.ceil((height - y) / dy);
    if (columns > 0 && rows > 0) total += rows * (columns * 3 + 1);
  }
  return total;
}
