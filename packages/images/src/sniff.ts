import { constants, gunzipSync } from 'node:zlib';
import { damaged, ImageError } from './errors.ts';
import type { SourceFormat } from './types.ts';

const TAKEN = 'Send a JPEG, PNG, WebP, AVIF, GIF or HEIC.';
const AVIF_BRANDS = new Set(['avif', 'avis']);
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
/** HEIF of some codec: the compatible brands, or the decoder, say which. */
const HEIF_BRANDS = new Set(['mif1', 'mif2', 'msf1']);

/**
 * Decides the format by magic bytes and the structure behind them, never by a name or a header.
 *
 * @param head the first bytes of the file; 4 KB are enough
 * @throws ImageError svg_not_supported, tiff_not_supported, unsupported_image (with what it is, if known) or
 *   damaged_image (the right magic, nonsense behind it)
 */
export function sniff(head: Uint8Array): SourceFormat {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const format = pictureFormat(bytes);
  if (format !== undefined) return format;
  throw refusal(bytes);
}

function pictureFormat(bytes: Buffer): SourceFormat | undefined {
  const starts = (hex: string): boolean => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
  if (starts('ffd8ff')) {
    const marker = bytes[3] ?? 0;
    if (marker < 0xc0) throw damaged('it begins like a JPEG, but no segment follows');
    return 'jpeg';
  }
  if (starts('89504e470d0a1a0a')) {
    if (bytes.toString('latin1', 12, 16) !== 'IHDR') throw damaged('it begins like a PNG without a header');
    return 'png';
  }
  if (/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return 'gif';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') {
    if (!/^VP8[ LX]$/.test(bytes.toString('latin1', 12, 16))) throw damaged('it is a WebP without a picture');
    return 'webp';
  }
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return heifFormat(bytes);
  return undefined;
}

/** The major brand counts most; a generic one leaves the word to the compatible brands. */
function heifFormat(bytes: Buffer): SourceFormat | undefined {
  const end = Math.min(bytes.readUInt32BE(0), bytes.length);
  const brands: string[] = [bytes.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(bytes.toString('latin1', at, at + 4));
  for (const brand of brands) {
    if (AVIF_BRANDS.has(brand)) return 'avif';
    if (HEIC_BRANDS.has(brand)) return 'heic';
  }
  return brands.some((brand) => HEIF_BRANDS.has(brand)) ? 'heic' : undefined;
}

const unsupported = (what: string): ImageError => new ImageError('unsupported_image', `${what} ${TAKEN}`);

/** Says what the file is instead, so that the sender knows what to do. */
function refusal(bytes: Buffer): ImageError {
  if (bytes.length === 0) return unsupported('The file is empty.');
  if (/^(II[*+]\0|MM\0[*+])/.test(bytes.toString('latin1', 0, 4))) {
    return new ImageError('tiff_not_supported', `TIFF and camera raw files are not taken. ${TAKEN}`);
  }
  if (isSvg(text(bytes)) || isSvg(text(gunzipped(bytes)))) {
    return new ImageError(
      'svg_not_supported',
      `SVG drawings are not taken, as they can hold programs. ${TAKEN}`,
    );
  }
  if (bytes.includes('%PDF-')) return unsupported('This is a PDF, not a picture.');
  if (bytes.toString('latin1', 4, 8) === 'ftyp')
    return unsupported('This is a film or an unknown kind of picture.');
  if (/^\s*<(!doctype html|html|head|body)/i.test(text(bytes)))
    return unsupported('This is a web page, not a picture.');
  if (isText(bytes)) return unsupported('This is text, not a picture, whatever its name says.');
  return unsupported('The file is not a picture of a known kind.');
}

/** UTF-8 or UTF-16 with or without its mark. */
function text(bytes: Buffer): string {
  const mark = bytes.toString('hex', 0, 2);
  const wide = mark === 'fffe' || (bytes[0] === 0x3c && bytes[1] === 0);
  const wideSwapped = mark === 'feff' || (bytes[0] === 0 && bytes[1] === 0x3c);
  const even = bytes.subarray(0, bytes.length & ~1);
  const decoded = wide
    ? even.toString('utf16le')
    : wideSwapped
      ? Buffer.from(even).swap16().toString('utf16le')
      : bytes.toString('utf8');
  return decoded.replace(/^\uFEFF/, '');
}

/** Neither control characters nor bytes that are not UTF-8; the last character may be cut. */
function isText(bytes: Buffer): boolean {
  return [...text(bytes)].slice(0, -3).every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (code >= 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x1b) && code !== 0xfffd;
  });
}

/** The beginning of a gzip stream, or nothing. */
function gunzipped(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return Buffer.alloc(0);
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 4 << 20 }).subarray(
      0,
      64 << 10,
    );
  } catch {
    return Buffer.alloc(0);
  }
}

/** Whether the first element is `svg`, behind any prolog, comments and document type. */
function isSvg(source: string): boolean {
  let rest = source.trimStart();
  for (;;) {
    const skipped = /^(?:<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE(?:[^[>]|\[[^\]]*\])*>)\s*/i.exec(rest);
    if (skipped === null) break;
    rest = rest.slice(skipped[0].length);
  }
  if (/^<(?:[\w.-]+:)?svg[\s/>]/i.test(rest)) return true;
  // A comment longer than the head hides the element; an SVG document type or name space still shows.
  return /^<[!?]/.test(rest) && /<!DOCTYPE\s+svg|http:\/\/www\.w3\.org\/2000\/svg/i.test(source);
}
