/** The parts of a rendition, as its format names them: what is not pixels shows up here. */
export function partsOf(bytes: Buffer, format: 'jpeg' | 'webp'): string[] {
  return format === 'jpeg' ? jpegParts(bytes) : webpParts(bytes);
}

function jpegParts(bytes: Buffer): string[] {
  const parts: string[] = [];
  for (let at = 2; at < bytes.length; ) {
    const marker = bytes.readUInt8(at + 1);
    if (bytes.readUInt8(at) !== 0xff) throw new Error(`no marker at ${at}`);
    parts.push(marker.toString(16));
    if (marker === 0xd9) {
      if (at + 2 < bytes.length) parts.push('behind the end');
      break;
    }
    at += 2 + bytes.readUInt16BE(at + 2);
    if (marker !== 0xda) continue;
    // The scan runs to the next marker that is neither a stuffed zero nor a restart.
    while (bytes[at] !== 0xff || bytes[at + 1] === 0 || ((bytes[at + 1] ?? 0) & 0xf8) === 0xd0) at += 1;
  }
  return parts;
}

function webpParts(bytes: Buffer): string[] {
  const parts: string[] = [];
  const end = 8 + bytes.readUInt32LE(4);
  for (let at = 12; at < end; ) {
    parts.push(bytes.toString('latin1', at, at + 4));
    const length = bytes.readUInt32LE(at + 4);
    at += 8 + length + (length & 1);
  }
  if (end < bytes.length) parts.push('behind the end');
  return parts;
}
