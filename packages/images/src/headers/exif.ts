const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * The orientation in a TIFF block as EXIF holds it (with or without the `Exif\0\0` before it).
 *
 * @returns 1 to 8; 1 when absent or unreadable
 */
export function exifOrientation(block: Buffer): number {
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return 1;
  const u16 = (at: number): number => {
    if (at + 2 > tiff.length) return 0;
    return order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  };
  const first = order === 'II' ? u16(4) + u16(6) * 65_536 : u16(4) * 65_536 + u16(6);
  const entries = u16(first);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = first + 2 + entry * 12;
    if (at + 12 > tiff.length) return 1;
    if (u16(at) !== ORIENTATION || u16(at + 2) !== SHORT) continue;
    const value = u16(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
