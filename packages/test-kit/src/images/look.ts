import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { CHART_CORNERS, type Rgb } from './orientation-chart.ts';

/** Lets `use` work on a file of these bytes, and removes it. */
export async function onDisk<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(tmpdir(), `likeness-${randomUUID()}`);
  await writeFile(path, bytes);
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** The colour at places given as parts (0 to 1) of the sides; the fourth number is the opacity. */
export async function coloursAt(
  picture: Buffer,
  places: readonly (readonly [x: number, y: number])[],
): Promise<[number, number, number, number][]> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return places.map(([x, y]) => {
    const column = Math.min(info.width - 1, Math.floor(x * info.width));
    const row = Math.min(info.height - 1, Math.floor(y * info.height));
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray((row * info.width + column) * 4);
    return [red, green, blue, alpha];
  });
}

/** The largest difference of any of the three channels. */
export function colourDistance(one: readonly number[], other: Rgb): number {
  return Math.max(...other.map((part, channel) => Math.abs(part - (one[channel] ?? 0))));
}

/** How far the four corners are from those of the upright orientation chart; below 40, it stands upright. */
export async function chartDistance(picture: Buffer): Promise<number> {
  const corners = await coloursAt(picture, [
    [0.2, 0.2],
    [0.8, 0.2],
    [0.2, 0.8],
    [0.8, 0.8],
  ]);
  const { topLeft, topRight, bottomLeft, bottomRight } = CHART_CORNERS;
  const wanted = [topLeft, topRight, bottomLeft, bottomRight];
  return Math.max(...wanted.map((colour, index) => colourDistance(corners[index] ?? [], colour)));
}
