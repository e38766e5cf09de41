import { Problem } from '../../../errors.ts';
import { avifVariant } from '../../../portraits/avif-variant.ts';
import type { VariantRow } from '../../../portraits/blob-rows.ts';
import type { Portraits } from '../../../portraits/portraits.ts';
import type { ServablePicture } from '../../../portraits/servable.ts';

/** What a size can be called. */
const NAME = /^[a-z][a-z0-9_-]{0,59}$/i;

/** A rendition that is stored, or an AVIF that is made now. @throws Problem `picture_not_found` */
export async function findVariant(
  portraits: Portraits,
  picture: ServablePicture,
  name: string,
  format: string,
): Promise<VariantRow> {
  if (!NAME.test(name)) throw new Problem('picture_not_found', 'That is no name of a size.');
  const stored = await portraits.files.find(picture, name, format);
  if (stored) return stored;
  const made = format === 'avif' ? await avifVariant(portraits.context, picture, name) : undefined;
  if (!made) throw new Problem('picture_not_found', `The picture has no size "${name.slice(0, 60)}".`);
  return made;
}
