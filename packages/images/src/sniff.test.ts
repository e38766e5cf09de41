import {
  alphaPicture,
  animation,
  htmlPage,
  pdf,
  photo,
  svgs,
  textAsJpg,
  tiff,
  tinyHeic,
} from '@likeness/test-kit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageError } from './errors.ts';
import { sniff } from './sniff.ts';

const FORMATS = new Set<unknown>(['jpeg', 'png', 'webp', 'avif', 'gif', 'heic']);
const answer = (bytes: Uint8Array): unknown => {
  try {
    return sniff(bytes);
  } catch (error) {
    return error;
  }
};

const refusal = (bytes: Uint8Array): ImageError => {
  const given = answer(bytes);
  if (given instanceof ImageError) return given;
  throw new Error(`it answered ${String(given)}`);
};

describe('sniff', () => {
  test('tells the six formats by their first 4 KB', async () => {
    const pictures = {
      jpeg: await photo({ width: 64, height: 48 }),
      png: await photo({ width: 64, height: 48, format: 'png' }),
      webp: await alphaPicture('webp'),
      avif: await photo({ width: 64, height: 48, format: 'avif' }),
      gif: await animation(),
      heic: tinyHeic(),
    };
    for (const [format, bytes] of Object.entries(pictures))
      expect(sniff(bytes.subarray(0, 4096))).toBe(format);
  });

  test.each(Object.entries(svgs()))('refuses SVG %s', (_, bytes) => {
    expect(refusal(bytes.subarray(0, 4096)).code).toBe('svg_not_supported');
  });

  test('refuses TIFF and camera raw', async () => {
    expect(refusal(await tiff()).code).toBe('tiff_not_supported');
    expect(refusal(Buffer.from('MM\0*\0\0\0\x08', 'latin1')).code).toBe('tiff_not_supported');
  });

  test.each([
    ['text', textAsJpg(), /text/],
    ['a web page with a drawing inside', htmlPage(), /web page/],
    ['a PDF', pdf(), /PDF/],
    ['nothing', Buffer.alloc(0), /empty/],
    ['zeros', Buffer.alloc(4096), /not a picture/],
    ['a film', Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'), /film/],
    [
      'a gzip of text',
      Buffer.from('1f8b0800000000000003cb48cdc9c9070086a6103605000000', 'hex'),
      /not a picture/,
    ],
  ])('refuses %s and says what it is', (_, bytes, sentence) => {
    expect(refusal(bytes)).toMatchObject({
      code: 'unsupported_image',
      message: expect.stringMatching(sentence),
    });
  });

  test.each([
    ['JPEG', Buffer.from([0xff, 0xd8, 0xff, 0x00, 1, 2])],
    ['PNG', Buffer.from('89504e470d0a1a0a0000000d4a554e4b', 'hex')],
    ['WebP', Buffer.from('RIFF\x10\0\0\0WEBPJUNK', 'latin1')],
  ])('calls the magic of a %s with nonsense behind it damaged', (_, bytes) => {
    expect(refusal(bytes).code).toBe('damaged_image');
  });

  test('answers any bytes with a format or an ImageError', () => {
    const starts = ['', 'ffd8ff', '89504e470d0a1a0a', '474946383961', '1f8b', '3c3f786d6c', '00000018667479'];
    const bytes = fc
      .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }))
      .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'hex'), rest]));
    fc.assert(
      fc.property(bytes, (input) => {
        expect(answer(input)).toSatisfy((given) => FORMATS.has(given) || given instanceof ImageError);
      }),
    );
  });
});
