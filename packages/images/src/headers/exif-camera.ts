const EXIF_IFD = 0x8769;
const FOCAL_LENGTH_35MM = 0xa405;
const PIXEL_X = 0xa002;
const PIXEL_Y = 0xa003;
const SHORT = 3;
const LONG = 4;
const MOST_ENTRIES = 200;

/** What the camera wrote about itself; nothing else of EXIF is read. */
export interface ExifCamera {
  /** Millimetres, as a film of 36 by 24 would need. */
  focalLength35?: number;
  /** Pixels of the picture as it was taken, before any later crop; sides as stored. */
  taken?: { width: number; height: number };
}

/**
 * The focal length in a TIFF block as EXIF holds it (with or without the `Exif\0\0` before it). Never throws.
 *
 * @example exifCamera((await sharp(path).metadata()).exif).focalLength35 // 26
 */
export function exifCamera(block: Uint8Array | undefined): ExifCamera {
  if (!block) return {};
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const tiff = bytes.toString('latin1', 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes;
  const order = tiff.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return {};
  const little = order === 'II';
  const u16 = (at: number): number => {
    if (at + 2 > tiff.length) return 0;
    return little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  };
  const u32 = (at: number): number => {
    if (at + 4 > tiff.length) return 0;
    return little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  };
  const values = (directory: number): Map<number, number> => {
    const found = new Map<number, number>();
    const entries = Math.min(u16(directory), MOST_ENTRIES);
    for (let entry = 0; entry < entries; entry += 1) {
      const at = directory + 2 + entry * 12;
      const type = u16(at + 2);
      if (type === SHORT) found.set(u16(at), u16(at + 8));
      else if (type === LONG) found.set(u16(at), u32(at + 8));
    }
    return found;
  };
  const exif = values(u32(4)).get(EXIF_IFD);
  if (exif === undefined) return {};
  const own = values(exif);
  const [focal = 0, width = 0, height = 0] = [FOCAL_LENGTH_35MM, PIXEL_X, PIXEL_Y].map((tag) => own.get(tag));
  return {
    ...(focal >= 5 && focal <= 2_000 && { focalLength35: focal }),
    ...(width > 0 && height > 0 && { taken: { width, height } }),
  };
}
