/** What answers say of where a picture is. */
export interface PictureAddresses {
  /** JPEG, by size name, as in spec 1. */
  urls: Record<string, string>;
  /** The same sizes in better formats; `static` is the still twin of an animated picture. */
  sources: { webp: Record<string, string>; avif: Record<string, string>; static?: Record<string, string> };
}

/**
 * The immutable addresses of a picture.
 *
 * @param base CDN or server, without a slash at the end
 */
export function pictureAddresses(
  base: string,
  picture: { id: string; animated: boolean },
  sizes: readonly { name: string }[],
): PictureAddresses {
  const each = (ending: string) =>
    Object.fromEntries(sizes.map(({ name }) => [name, `${base}/avatars/${picture.id}/${name}${ending}`]));
  return {
    urls: each('.jpg'),
    sources: {
      webp: each('.webp'),
      avif: each('.avif'),
      ...(picture.animated ? { static: each('-static.webp') } : {}),
    },
  };
}

const COLLECTIONS = { user: 'users', agent: 'agents', item: 'items', organization: 'organizations' } as const;

export type EntityType = keyof typeof COLLECTIONS;

/** Where an entity's current picture is, whichever that may be. */
export function stableAddress(base: string, entity: { type: EntityType; id: string }): string {
  return `${base}/api/v1/${COLLECTIONS[entity.type]}/${entity.id}/avatar`;
}
