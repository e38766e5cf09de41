import sharp from 'sharp';

export type Rgb = readonly [red: number, green: number, blue: number];

/** The corners of the chart, upright. */
export const CHART_CORNERS = {
  topLeft: [220, 30, 30],
  topRight: [30, 170, 40],
  bottomLeft: [30, 50, 210],
  bottomRight: [230, 210, 30],
} as const satisfies Record<string, Rgb>;

/** Upright. Pixels. */
export const CHART_SIZE = { width: 120, height: 80 } as const;

/**
 * Four coloured quarters, stored turned and mirrored so that EXIF `orientation` sets them upright. The pixels are
 * placed here one by one, so that no library checks itself.
 *
 * @param orientation 1 to 8
 */
export async function orientationChart(
  orientation: number,
  format: 'jpeg' | 'png' | 'webp' | 'avif' = 'jpeg',
): Promise<Buffer> {
  const { data, width, height } = storedChart(orientation);
  const picture = sharp(data, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
  if (format === 'jpeg') return picture.jpeg({ quality: 95 }).toBuffer();
  if (format === 'webp') return picture.webp({ quality: 95 }).toBuffer();
  if (format === 'avif') return picture.avif({ quality: 80, effort: 0 }).toBuffer();
  return picture.png().toBuffer();
}

/** The chart as an animated WebP of equal frames (with one white corner pixel that moves, so that none is dropped). */
export async function animatedOrientationChart(orientation: number, frames = 3): Promise<Buffer> {
  const { data, width, height } = storedChart(orientation);
  const roll = Buffer.concat(
    Array.from({ length: frames }, (_, frame) => {
      const copy = Buffer.from(data);
      const centre = (Math.floor(height / 2) * width + Math.floor(width / 2) + frame) * 3;
      copy.fill(255, centre, centre + 3);
      return copy;
    }),
  );
  return sharp(roll, {
    raw: { width, height: height * frames, channels: 3, pageHeight: height },
    animated: true,
  })
    .withMetadata({ orientation })
    .webp({ quality: 95, delay: Array.from({ length: frames }, () => 100) })
    .toBuffer();
}

function storedChart(orientation: number): { data: Buffer; width: number; height: number } {
  const { width: upWidth, height: upHeight } = CHART_SIZE;
  const sideways = orientation >= 5;
  const width = sideways ? upHeight : upWidth;
  const height = sideways ? upWidth : upHeight;
  const data = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [x, y] = uprightPlace(orientation, column, row);
      data.set(colourAt(x, y), (row * width + column) * 3);
    }
  }
  return { data, width, height };
}

/** EXIF 2.32, tag 0x0112: which side of the upright picture the first row and the first column are. */
function uprightPlace(orientation: number, column: number, row: number): [x: number, y: number] {
  const right = CHART_SIZE.width - 1;
  const bottom = CHART_SIZE.height - 1;
  switch (orientation) {
    case 2:
      return [right - column, row];
    case 3:
      return [right - column, bottom - row];
    case 4:
      return [column, bottom - row];
    case 5:
      return [row, column];
    case 6:
      return [right - row, column];
    case 7:
      return [right - row, bottom - column];
    case 8:
      return [row, bottom - column];
    default:
      return [column, row];
  }
}

function colourAt(x: number, y: number): Rgb {
  const left = x < CHART_SIZE.width / 2;
  if (y < CHART_SIZE.height / 2) return left ? CHART_CORNERS.topLeft : CHART_CORNERS.topRight;
  return left ? CHART_CORNERS.bottomLeft : CHART_CORNERS.bottomRight;
}
