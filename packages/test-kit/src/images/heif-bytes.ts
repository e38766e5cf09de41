/** Adds to a box's length. */
function grow(file: Buffer, type: string, by: number): void {
  const at = file.indexOf(type) - 4;
  file.writeUInt32BE(file.readUInt32BE(at) + by, at);
}

/**
 * Gives the first item of a HEIC the property `irot`, and moves what follows.
 *
 * @param turns quarter turns against the clock
 */
export function withQuarterTurns(original: Buffer, turns: number): Buffer {
  const file = Buffer.from(original);
  const ipco = file.indexOf('ipco') - 4;
  const ipcoEnd = ipco + file.readUInt32BE(ipco);
  let count = 0;
  for (let at = ipco + 8; at < ipcoEnd; at += file.readUInt32BE(at)) count += 1;
  // ipma: length, type, version and flags, entries; then the item's id (16 bits) and its number of properties.
  const associations = file.indexOf('ipma') + 4 + 4 + 4 + 2;
  const number = file.readUInt8(associations);
  file.writeUInt8(number + 1, associations);
  const end = associations + 1 + number;
  const irot = Buffer.from([0, 0, 0, 9, ...Buffer.from('irot'), turns]);
  grow(file, 'ipco', irot.length);
  grow(file, 'ipma', 1);
  grow(file, 'iprp', irot.length + 1);
  grow(file, 'meta', irot.length + 1);
  moveItems(file, irot.length + 1);
  return Buffer.concat([
    file.subarray(0, ipcoEnd),
    irot,
    file.subarray(ipcoEnd, end),
    Buffer.from([count + 1]),
    file.subarray(end),
  ]);
}

/** The places of all items in `iloc` (version 0 or 1, offsets of 32 bits, no base), moved by so many bytes. */
function moveItems(file: Buffer, by: number): void {
  const iloc = file.indexOf('iloc') + 4;
  const version = file.readUInt8(iloc);
  const baseBytes = file.readUInt8(iloc + 5) >> 4;
  if (file.readUInt8(iloc + 4) !== 0x44) throw new Error('iloc: offsets and lengths of 4 bytes are expected');
  let at = iloc + 8;
  for (let items = file.readUInt16BE(iloc + 6); items > 0; items -= 1) {
    at += 2 + (version === 1 ? 2 : 0) + 2 + baseBytes;
    const extents = file.readUInt16BE(at);
    at += 2;
    for (let extent = 0; extent < extents; extent += 1) {
      file.writeUInt32BE(file.readUInt32BE(at) + by, at);
      at += 8;
    }
  }
}
