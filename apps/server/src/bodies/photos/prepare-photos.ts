import {
  BudgetFullError,
  type ImageInfo,
  inspect,
  type RenderedPhoto,
  renderPhoto,
  workPixels,
} from '@likeness/images';
import type { PhotoKind } from '@likeness/vision';
import { Problem } from '../../errors.ts';
import type { BodiesContext } from '../bodies-context.ts';

/** Pixels of the longer side that are kept: what the reader works with; docs/decisions/0010. */
const LONGEST = 2_048;
/** Pixels of the shorter and the longer side below which nobody can be measured. */
const LEAST = { shorter: 480, longer: 640 };
const TAKEN: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'heic']);

export interface SentPhoto {
  type: PhotoKind;
  /** Of a temporary file. */
  path: string;
  /** What the client calls it. */
  fileName?: string | undefined;
}

/** Whether anything is read from it. Others are checked, so that nobody is surprised later, and not kept. */
export const isRead = ({ type }: Pick<SentPhoto, 'type'>): boolean => type !== 'back';

export interface PreparedPhoto extends RenderedPhoto, Pick<SentPhoto, 'type' | 'fileName'> {}

/**
 * Looks at the headers of photos, before anything is decoded.
 *
 * @throws Problem `unsupported_image`, `photo_too_small`; ImageError
 */
export async function inspectPhotos(
  { config }: Pick<BodiesContext, 'config'>,
  photos: readonly SentPhoto[],
): Promise<ImageInfo[]> {
  const { maxPixels, maxSide, maxFrames } = config.pictures;
  const infos: ImageInfo[] = [];
  for (const { type, path } of photos) {
    const info = await inspect(path, { maxPixels, maxSide, maxFrames });
    if (!TAKEN.has(info.format) || info.animated) {
      throw new Problem('unsupported_image', `${type}: send a still photo as JPEG, PNG, HEIC or WebP.`);
    }
    const { width, height } = info;
    const small = Math.min(width, height) < LEAST.shorter || Math.max(width, height) < LEAST.longer;
    if (small) {
      throw new Problem(
        'photo_too_small',
        `${type}: the photo is ${width} by ${height} pixels, and ${LEAST.shorter} by ${LEAST.longer} are the least to measure in. Send it as the camera took it.`,
      );
    }
    infos.push(info);
  }
  return infos;
}

/**
 * Turns photos upright and takes everything off them but their pixels, as many at once as the process may decode.
 *
 * @throws Problem `busy`; ImageError
 */
export async function preparePhotos(
  { config, budget }: Pick<BodiesContext, 'config' | 'budget'>,
  photos: readonly { photo: SentPhoto; info: ImageInfo }[],
): Promise<PreparedPhoto[]> {
  const { maxPixels, maxSide } = config.pictures;
  const limits = { maxPixels, maxSide };
  const prepared: PreparedPhoto[] = [];
  for (const { photo, info } of photos) {
    const { type, path, fileName } = photo;
    const sizes = [{ name: 'photo', box: LONGEST, fit: 'inside' as const }];
    const made = await budget
      .run(workPixels(info, { sizes, limits }), () => renderPhoto(path, info, { longest: LONGEST, limits }))
      .catch((error: unknown) => {
        throw error instanceof BudgetFullError ? new Problem('busy', undefined, { cause: error }) : error;
      });
    prepared.push({ type, ...made, ...(fileName !== undefined && { fileName }) });
  }
  return prepared;
}
