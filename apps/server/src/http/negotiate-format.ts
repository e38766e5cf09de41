/** What pictures are made in, the smallest first. */
const PREFERRED = ['avif', 'webp', 'jpeg'] as const;

export type PictureFormat = (typeof PREFERRED)[number];

/**
 * The format for an `Accept` header. AVIF and WebP only to who names them: a wildcard is sent by what
 * cannot show them, too. An animated picture never goes as AVIF, which would be its first frame.
 *
 * @returns undefined when the client takes none of them
 */
export function negotiateFormat(accept: string | undefined, animated = false): PictureFormat | undefined {
  if (accept === undefined || accept.trim() === '') return 'jpeg';
  const weights = new Map<string, number>();
  for (const part of accept.split(',').slice(0, 100)) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = q === undefined ? 1 : Number(q);
    weights.set(type, Number.isFinite(weight) ? weight : 0);
  }
  const named = PREFERRED.filter((format) => !(animated && format === 'avif'))
    .map((format) => ({ format, weight: weights.get(`image/${format}`) ?? 0 }))
    .filter(({ weight }) => weight > 0);
  // sort is stable: of equal weights the smaller format stays first
  const best = named.sort((a, b) => b.weight - a.weight)[0];
  if (best) return best.format;
  const wildcard = weights.get('image/*') ?? weights.get('*/*') ?? 0;
  return wildcard > 0 && weights.get('image/jpeg') !== 0 ? 'jpeg' : undefined;
}
