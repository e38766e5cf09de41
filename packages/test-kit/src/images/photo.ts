import sharp, { type Sharp } from 'sharp';
import { random } from './random.ts';

export interface PhotoOptions {
  /** Pixels, as stored. Default 640×480. */
  width?: number;
  height?: number;
  /** Another seed, another picture; the same seed, the same bytes. Default 1. */
  seed?: number;
  format?: 'jpeg' | 'png' | 'webp' | 'avif';
  /** Default 90. */
  quality?: number;
  /** EXIF 1 to 8. */
  orientation?: number;
  /** With a maker, a camera, a date and a place in EXIF and XMP. */
  gps?: boolean;
  /** The colours are converted and the profile is embedded. */
  icc?: 'srgb' | 'p3';
}

/** What must never be found in an output: parts of the metadata that `gps` writes. */
export const METADATA_MARKS = [
  'Exif\0\0',
  'EXIF',
  'eXIf',
  'ns.adobe.com',
  'xmpmeta',
  'XMP ',
  'GPS',
  'Likeness Cam',
];

const OCTAVES = [
  { cells: 4, weight: 0.9 },
  { cells: 16, weight: 0.5 },
  { cells: 96, weight: 0.35 },
];

/** Soft shapes, edges and sensor noise: compresses and decodes like what a phone takes. */
export async function photo(options: PhotoOptions = {}): Promise<Buffer> {
  const { width = 640, height = 480, seed = 1, format = 'jpeg', quality = 90 } = options;
  const data = await pixels(width, height, seed);
  let picture = sharp(data, { raw: { width, height, channels: 3 } });
  if (options.icc !== undefined) picture = picture.withIccProfile(options.icc);
  if (options.gps) picture = withPlace(picture);
  if (options.orientation !== undefined) picture = picture.withMetadata({ orientation: options.orientation });
  if (format === 'png') return picture.png({ compressionLevel: 3 }).toBuffer();
  if (format === 'webp') return picture.webp({ quality, effort: 0 }).toBuffer();
  if (format === 'avif') return picture.avif({ quality: 60, effort: 0 }).toBuffer();
  return picture.jpeg({ quality }).toBuffer();
}

function withPlace(picture: Sharp): Sharp {
  return picture
    .withExif({
      IFD0: { Make: 'Likeness Cam', Model: 'Likeness Cam 1', Copyright: 'Likeness Cam' },
      IFD2: { DateTimeOriginal: '2024:05:06 07:08:09' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '52/1 31/1 12/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '13/1 24/1 18/1',
      },
    })
    .withXmp(
      '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description ' +
        'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52,31.2N"/></rdf:RDF></x:xmpmeta>' +
        '<?xpacket end="w"?>',
    );
}

/** Three octaves of coloured clouds at a quarter of the size, enlarged, then grain on every pixel. */
async function pixels(width: number, height: number, seed: number): Promise<Buffer> {
  const next = random(seed);
  const small = { width: Math.ceil(width / 4), height: Math.ceil(height / 4) };
  // Clamps what is assigned.
  const clouds = new Uint8ClampedArray(small.width * small.height * 3).fill(128);
  for (const octave of OCTAVES) {
    const cells = Buffer.from(Uint8Array.from({ length: octave.cells ** 2 * 3 }, () => next() * 256));
    const large = await enlarged(cells, { width: octave.cells, height: octave.cells }, small);
    for (let at = 0; at < clouds.length; at += 1) {
      clouds[at] = (clouds[at] ?? 0) + ((large[at] ?? 0) - 128) * octave.weight;
    }
  }
  const total = new Uint8ClampedArray(await enlarged(Buffer.from(clouds.buffer), small, { width, height }));
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  for (let at = 0; at < total.length; at += 3) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const grain = ((state >>> 24) - 128) >> 4;
    for (let band = at; band < at + 3; band += 1) total[band] = (total[band] ?? 0) + grain;
  }
  return Buffer.from(total.buffer);
}

interface Size {
  width: number;
  height: number;
}

function enlarged(data: Buffer, from: Size, to: Size): Promise<Buffer> {
  return sharp(data, { raw: { ...from, channels: 3 } })
    .resize(to.width, to.height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
}
