/** For how long what is served may be kept by browsers and by a CDN, by what it is. Spec 5's times. */
export const CACHE_POLICY = {
  /** What never changes under its address. */
  immutable: 'public, max-age=31536000, immutable',
  /** An address behind which the picture changes; also what a CDN may be late by when nobody tells it. */
  replaceable: 'public, max-age=60, must-revalidate',
  image: 'public, max-age=2592000',
  video: 'public, max-age=2592000',
  document: 'private, max-age=604800',
  temporary: 'no-store',
} as const;

export type CacheKind = keyof typeof CACHE_POLICY;

/**
 * The kind of a content type.
 *
 * @example CACHE_POLICY[cacheKindOf('image/webp')] // 30 days
 */
export function cacheKindOf(contentType: string): 'image' | 'video' | 'document' {
  const [family] = contentType.toLowerCase().trim().split('/');
  return family === 'image' || family === 'video' ? family : 'document';
}
