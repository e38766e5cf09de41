import type { Database } from '../database/database.ts';
import { type PictureAddresses, pictureAddresses } from './addresses.ts';
import { type BlobRow, type VariantRow, variantsOf } from './blob-rows.ts';

/** What the API tells of a stored picture. */
export interface PictureSummary extends PictureAddresses {
  avatarId: string;
  thumbhash: string;
  dominantColor: string;
  animated: boolean;
  preset: string;
  /** Largest last; pixels. */
  sizes: { name: string; width: number; height: number }[];
}

/** @param base see `pictureAddresses` */
export async function summarize(db: Database, base: string, blob: BlobRow): Promise<PictureSummary> {
  return summaryOf(base, blob, await variantsOf(db, blob.id));
}

function summaryOf(base: string, blob: BlobRow, variants: readonly VariantRow[]): PictureSummary {
  const sizes = variants
    .filter(({ format }) => format === 'jpeg')
    .map(({ name, width, height }) => ({ name, width, height }))
    .sort((a, b) => a.width * a.height - b.width * b.height || (a.name < b.name ? -1 : 1));
  return {
    avatarId: blob.id,
    ...pictureAddresses(base, blob, sizes),
    thumbhash: blob.thumbhash ?? '',
    dominantColor: blob.dominantColor ?? '#808080',
    animated: blob.animated,
    preset: blob.preset.split('#')[0] ?? blob.preset,
    sizes,
  };
}
