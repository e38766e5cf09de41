import { promisify } from 'node:util';
import { crc32, deflate as deflateCallback } from 'node:zlib';
import type { Frames } from '../frames.ts';

const deflate = promisify(deflateCallback);

/**
 * Wraps raw pixels and a colour profile into an uncompressed PNG: the way to hand both to sharp, which takes no
 * profile with raw input.
 *
 * @param icc an RGB profile
 */
export async function pngWithProfile(picture: Frames, icc: Buffer): Promise<Buffer> {
  const { width, height, channels, data } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 4 ? 6 : 2;
  const stride = width * channels;
  // Each row begins with its filter: 0, none.
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y += 1) data.copy(rows, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), await deflate(icc)])),
    chunk('IDAT', await deflate(rows, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const whole = Buffer.alloc(12 + body.length);
  whole.writeUInt32BE(body.length, 0);
  whole.write(type, 4, 'latin1');
  body.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length);
  return whole;
}
