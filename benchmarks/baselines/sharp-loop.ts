/**
 * What `uploads` is compared with: sharp alone, doing the same job as well as it can be done with it. One
 * decode, shrunk while it is read; the square that catches the eye found once; each size shrunk once and
 * encoded to JPEG and WebP with the encoders' settings of `packages/images`. No HTTP, no hash, no placeholder,
 * no database, nothing written.
 *
 * Runs as a child process: `{path, count, parallel}` comes in, `Worked` goes out.
 */
import sharp from 'sharp';
import { inParallel } from '../support/in-parallel.ts';

export interface Order {
  path: string;
  count: number;
  parallel: number;
}

const QUALITY = 85;
const WHOLE = 800;
const SQUARES = [400, 200, 100, 50];
/** Side of the copy on which the square is looked for. */
const SMALL = 160;

sharp.cache(false);

interface Raw {
  data: Buffer;
  info: { width: number; height: number; channels: 1 | 2 | 3 | 4; cropOffsetLeft?: number | undefined };
}

const open = ({ data, info: { width, height, channels } }: Raw) =>
  sharp(data, { raw: { width, height, channels } });

async function oneSet(path: string): Promise<void> {
  const whole: Raw = await sharp(path)
    .autoOrient()
    .toColourspace('srgb')
    .resize(WHOLE, WHOLE, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = whole.info;
  const small: Raw = await open(whole).resize(undefined, SMALL).raw().toBuffer({ resolveWithObject: true });
  const { info } = await open(small)
    .resize(SMALL, SMALL, { position: 'attention' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const along = Math.abs(info.cropOffsetLeft ?? 0) / (small.info.width - SMALL);
  const square = { left: Math.round((width - height) * along), top: 0, width: height, height };
  const squares = SQUARES.map(async (side) => {
    const cut: Raw = await open(whole)
      .extract(square)
      .resize(side, side)
      .raw()
      .toBuffer({ resolveWithObject: true });
    await encode(cut);
  });
  await Promise.all([encode(whole), ...squares]);
}

function encode(raw: Raw): Promise<unknown> {
  return Promise.all([
    open(raw).jpeg({ quality: QUALITY, progressive: true }).toBuffer(),
    open(raw).webp({ quality: QUALITY, effort: 2 }).toBuffer(),
  ]);
}

process.on('message', async ({ path, count, parallel }: Order) => {
  process.send?.(await inParallel(count, parallel, () => oneSet(path)));
});
