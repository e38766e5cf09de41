import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { photo } from './photo.ts';
import { adam7Bytes, PNG_SIGNATURE, pngChunk, pngHeader, zlibOfZeros } from './png-bytes.ts';

/** A valid black picture, interlaced so that a decoder must hold all of it; 16,000 a side take 800 kB. */
export function pixelBombPng(side = 16_000, interlaced = true): Buffer {
  const bytes = interlaced ? adam7Bytes(side, side) : side * (side * 3 + 1);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngHeader(side, side, interlaced),
    pngChunk('IDAT', zlibOfZeros(bytes)),
    pngChunk('IEND'),
  ]);
}

/** States 10×10 pixels before the data of `side`×`side`. */
export function lyingPng(side = 4_000): Buffer {
  const bomb = pixelBombPng(side, false);
  return Buffer.concat([PNG_SIGNATURE, pngHeader(10, 10, false), bomb.subarray(33)]);
}

/** A photo whose end is missing. */
export async function truncatedJpeg(kept = 0.5): Promise<Buffer> {
  const whole = await photo({ seed: 77 });
  return whole.subarray(0, Math.floor(whole.length * kept));
}

/** States a small size first and the true one after. */
export async function jpegOfTwoSizes(): Promise<Buffer> {
  const whole = await photo({ width: 800, height: 600 });
  const frame = whole.indexOf(Buffer.from([0xff, 0xc0]));
  const length = whole.readUInt16BE(frame + 2) + 2;
  const lie = Buffer.from(whole.subarray(frame, frame + length));
  lie.writeUInt16BE(16, 5);
  lie.writeUInt16BE(16, 7);
  return Buffer.concat([whole.subarray(0, frame), lie, whole.subarray(frame)]);
}

/** A picture with something else behind its end. */
export function withPayload(picture: Buffer, payload = '<script>alert("payload")</script>'): Buffer {
  return Buffer.concat([picture, Buffer.from(payload)]);
}

/** A comment segment with a program, as web shells hide. */
export function withJpegComment(jpeg: Buffer, comment = '<?php system($_GET["payload"]); ?>'): Buffer {
  const body = Buffer.from(comment);
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

export const textAsJpg = (): Buffer =>
  Buffer.from('Dear sir,\nthis is not a picture, though its name says so.\n');
export const htmlPage = (): Buffer => Buffer.from('\n<!DOCTYPE html><html><body><svg></svg></body></html>');
export const pdf = (): Buffer =>
  Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n', 'latin1');

const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

/** Every disguise in which a drawing has been seen. */
export function svgs(): Record<string, Buffer> {
  const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [ <!ENTITY a "b"> ]>\n';
  return {
    plain: Buffer.from(DRAWING),
    'with white space': Buffer.from(`\n\n\t  ${DRAWING}`),
    'with a byte order mark': Buffer.from(`\uFEFF${DRAWING}`),
    'in UTF-16': Buffer.from(`\uFEFF${DRAWING}`, 'utf16le'),
    'in UTF-16, big end first': Buffer.from(`\uFEFF${DRAWING}`, 'utf16le').swap16(),
    'with a prolog': Buffer.from(prolog + DRAWING),
    'with comments and a document type': Buffer.from(`${prolog}<!-- a --><!-- b > -->\n${doctype}${DRAWING}`),
    'with a long comment': Buffer.from(`${doctype}<!-- ${'x'.repeat(9_000)} -->${DRAWING}`),
    'with a prefix': Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'),
    gzipped: gzipSync(Buffer.from(prolog + DRAWING)),
  };
}

/** A valid TIFF. */
export function tiff(): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .tiff()
    .toBuffer();
}
