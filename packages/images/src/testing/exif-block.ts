/** EXIF as a camera writes it: one directory with a pointer to another, which holds these SHORT values by tag. */
export function exifBlock(values: Readonly<Record<number, number>>): Buffer {
  const entries = Object.entries(values);
  const block = Buffer.alloc(6 + 8 + 2 + 12 + 4 + 2 + entries.length * 12 + 4);
  block.write('Exif\0\0II*\0', 0, 'latin1');
  const tiff = block.subarray(6);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x8769, 10);
  tiff.writeUInt16LE(4, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt32LE(26, 18);
  tiff.writeUInt16LE(entries.length, 26);
  entries.forEach(([tag, value], index) => {
    const at = 28 + index * 12;
    tiff.writeUInt16LE(Number(tag), at);
    tiff.writeUInt16LE(3, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt16LE(value, at + 8);
  });
  return block;
}

/** The same JPEG with such a block. */
export function withExifBlock(jpeg: Buffer, values: Readonly<Record<number, number>>): Buffer {
  const block = exifBlock(values);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(block.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, block, jpeg.subarray(2)]);
}
