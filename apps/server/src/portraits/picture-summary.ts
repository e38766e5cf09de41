import { type PictureAddresses, pictureAddresses } from './addresses.ts';
import { type BlobRow, variantsOf } from './blob-rows.ts';
import type { PortraitsContext } from './portraits-context.ts';

/** What the API tells of a stored picture. */
export interface PictureSummary extends PictureAddresses {
  avatarId: string;
  thumbhash: string;
  dominantColor: string;
  animated: boolean;
  preset: string;
  /** In the preset's order; pixels. */
  sizes: { name: string; width: number; height: number }[];
}

/** @param base see `pictureAddresses` */
export async function summarize(
  { db, config }: Pick<PortraitsContext, 'db' | 'config'>,
  base: string,
  blob: BlobRow,
): Promise<PictureSummary> {
  const preset = blob.preset.split('#')[0] ?? blob.preset;
  const order = config.pictures.presets[preset]?.map(({ name }) => name) ?? [];
  const sizes = (await variantsOf(db, blob.id))
    .filter(({ format }) => format === 'jpeg')
    .map(({ name, width, height }) => ({ name, width, height }))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name) || a.width * a.height - b.width * b.height);
  return {
    avatarId: blob.id,
    ...pictureAddresses(base, blob, sizes),
    thumbhash: blob.thumbhash ?? '',
    dominantColor: blob.dominantColor ?? '#808080',
    animated: blob.animated,
    preset,
    sizes,
  };
}
