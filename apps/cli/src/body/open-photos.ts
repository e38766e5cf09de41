import { open } from 'node:fs/promises';

export const PHOTO_OPTIONS = ['front', 'side'] as const;
export type PhotoOption = (typeof PHOTO_OPTIONS)[number];

/** Files by what they show. */
export type PhotoFiles = Partial<Record<PhotoOption, string>>;
export type PhotoBytes = { front: Uint8Array; side?: Uint8Array };

/** No phone writes more into one photo. */
const LARGEST = 50_000_000;

/**
 * Reads the files of photos, none before it is known to be of a bearable size.
 * @returns the bytes, or the sentence that says what is wrong
 */
export async function openPhotos({ front, side }: PhotoFiles): Promise<PhotoBytes | string> {
  if (front === undefined) return 'Give a photo from the front, too: --front <file>.';
  const first = await bytesOf('front', front);
  if (typeof first === 'string') return first;
  if (side === undefined) return { front: first };
  const second = await bytesOf('side', side);
  if (typeof second === 'string') return second;
  return { front: first, side: second };
}

async function bytesOf(option: PhotoOption, file: string): Promise<Uint8Array | string> {
  try {
    const handle = await open(file, 'r');
    try {
      const found = await handle.stat();
      if (!found.isFile()) return `--${option} ${file} is no file.`;
      if (found.size > LARGEST) return `--${option} ${file} is larger than ${LARGEST / 1e6} MB.`;
      return new Uint8Array(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return `--${option} ${file} could not be read (${error.code}).`;
  }
}
