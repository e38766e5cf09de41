import type { ByteSource } from '../byte-source.ts';
import { damaged } from '../errors.ts';
import { checkLimits, type ImageLimits } from '../limits.ts';
import { type Box, boxesIn, findBox } from './boxes.ts';
import type { Header } from './header.ts';
import { hevcSize } from './hevc.ts';

/**
 * HEIC and AVIF: the size of the primary picture, after the turns and cuts that its properties ask for (the
 * decoders apply these, so no EXIF orientation counts). Every other stated size is held to the limits too,
 * among them the tiles of a grid and, in HEIC, the size within the coded stream.
 */
export async function readHeifHeader(source: ByteSource, limits: ImageLimits): Promise<Header> {
  const meta = await metaBox(source);
  // `meta` is a full box: four bytes of version and flags come first.
  const boxes = [...boxesIn(meta.subarray(4))];
  const pitm = findBox(boxes, 'pitm');
  const primary = pitm[0] === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4);
  const iprp = [...boxesIn(findBox(boxes, 'iprp'))];
  const properties = [...boxesIn(findBox(iprp, 'ipco'))];
  for (const property of properties) checkCodedSize(property, limits);
  const own = iprp.filter((box) => box.type === 'ipma').flatMap((box) => propertiesOf(primary, box.body));
  return { ...uprightSize(own.map((index) => properties[index - 1])), frames: 1, orientation: 1 };
}

async function metaBox(source: ByteSource): Promise<Buffer> {
  for (let at = 0; at + 8 <= source.size; ) {
    const head = await source.exactly(at, 8);
    let length = head.readUInt32BE(0);
    let start = 8;
    if (length === 1) {
      length = Number((await source.exactly(at + 8, 8)).readBigUInt64BE(0));
      start = 16;
    } else if (length === 0) {
      length = source.size - at;
    }
    if (length < start) break;
    if (head.toString('latin1', 4, 8) === 'meta') return source.exactly(at + start, length - start);
    at += length;
  }
  throw damaged('it holds no still picture');
}

/** The indexes (from 1) of an item's properties, in the order in which they apply. */
function propertiesOf(item: number, ipma: Buffer): number[] {
  const wideIds = (ipma[0] ?? 0) > 0;
  const wideIndexes = ((ipma[3] ?? 0) & 1) === 1;
  const found: number[] = [];
  let at = 8;
  for (let left = ipma.readUInt32BE(4); left > 0; left -= 1) {
    const id = wideIds ? ipma.readUInt32BE(at) : ipma.readUInt16BE(at);
    at += wideIds ? 4 : 2;
    const count = ipma.readUInt8(at);
    at += 1;
    for (let n = 0; n < count; n += 1) {
      // The highest bit says "essential".
      const index = wideIndexes ? ipma.readUInt16BE(at) & 0x7fff : ipma.readUInt8(at) & 0x7f;
      at += wideIndexes ? 2 : 1;
      if (id === item) found.push(index);
    }
  }
  return found;
}

function uprightSize(properties: readonly (Box | undefined)[]): { width: number; height: number } {
  let size: { width: number; height: number } | undefined;
  for (const property of properties) {
    if (property?.type === 'ispe') {
      size = { width: property.body.readUInt32BE(4), height: property.body.readUInt32BE(8) };
    } else if (property?.type === 'clap' && size !== undefined) {
      const part = (at: number): number =>
        property.body.readUInt32BE(at) / property.body.readUInt32BE(at + 4);
      size = { width: Math.round(part(0)), height: Math.round(part(8)) };
    } else if (property?.type === 'irot' && size !== undefined && property.body.readUInt8(0) & 1) {
      size = { width: size.height, height: size.width };
    }
  }
  if (size === undefined) throw damaged('its picture has no size');
  return size;
}

function checkCodedSize(property: Box, limits: ImageLimits): void {
  if (property.type === 'ispe') {
    checkLimits(property.body.readUInt32BE(4), property.body.readUInt32BE(8), 1, limits);
  } else if (property.type === 'hvcC') {
    for (const size of hevcSize(property.body)) checkLimits(size.width, size.height, 1, limits);
  }
}
