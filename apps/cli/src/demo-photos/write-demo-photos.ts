import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoPhotos } from '@likeness/vision/demo';
import { templates } from '../body/templates.ts';

export interface WriteDemoPhotosRequest {
  folder: string;
  /** Of the pictures, pixels; three quarters as wide. */
  height: number;
  /** Files that are there are otherwise left alone. */
  force: boolean;
}

/**
 * Writes `front.jpg`, `side.jpg` and `truth.json` of somebody who does not exist.
 * @returns the files written, in this order
 * @throws the file system's error, with the `path`; `EEXIST` when a file is there
 */
export async function writeDemoPhotos({ folder, height, force }: WriteDemoPhotosRequest): Promise<string[]> {
  const { front, side, sex, truth } = await demoPhotos({
    template: await templates(),
    width: Math.round(height * 0.75),
    height,
  });
  const measurements = Object.fromEntries(
    Object.entries(truth).map(([key, cm]) => [key, Number(cm.toFixed(1))]),
  );
  await mkdir(folder, { recursive: true });
  const files = [
    ['front.jpg', front],
    ['side.jpg', side],
    ['truth.json', `${JSON.stringify({ sex, unit: 'cm', measurements }, null, 2)}\n`],
  ] as const;
  for (const [name, content] of files) {
    await writeFile(join(folder, name), content, { flag: force ? 'w' : 'wx' });
  }
  return files.map(([name]) => join(folder, name));
}
