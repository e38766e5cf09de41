/**
 * What CloudFront is asked to forget. It takes 15 paths with a wildcard and 3,000 without at a time, each for the same
 * price. A picture has some twenty addresses (sizes, formats, negotiated ones, those of presets that are not configured
 * any more), so it is one path with a wildcard. Of more than 15 pictures the paths are merged where they have most in
 * common: ids are random, so sixteen pictures cost a sixteenth of the cache, and hundreds all of it, which is fetched
 * again when it is asked for. A stable address has few variants, all known, so above 15 it is written out instead.
 */

/** Paths that CloudFront takes at a time. */
export const MOST = { wildcards: 15, plain: 3_000 } as const;

export interface ToForget {
  /** `/avatars/<id>/`: everything below goes. */
  pictures: readonly string[];
  /** `/api/v1/users/<id>/avatar`, with any `?size=`. */
  stable: readonly string[];
  /** Values of `?size=` that have an answer. */
  sizes: readonly string[];
}

/** How many stable addresses one request can hold, written out. */
export const mostStable = (sizes: readonly string[]): number => Math.floor(MOST.plain / (1 + sizes.length));

/**
 * The paths of one request, sorted.
 *
 * @throws RangeError when there are more stable addresses than `mostStable`
 */
export function invalidationPaths({ pictures, stable, sizes }: ToForget): string[] {
  const each = { pictures: unique(pictures), stable: unique(stable) };
  if (each.pictures.length + each.stable.length <= MOST.wildcards) {
    return [...each.pictures, ...each.stable].map((path) => `${path}*`).sort();
  }
  if (each.stable.length > mostStable(sizes)) throw new RangeError('too many addresses for one request');
  const plain = each.stable.flatMap((path) => [path, ...sizes.map((size) => `${path}?size=${size}`)]);
  return [...merged(each.pictures, MOST.wildcards).map((path) => `${path}*`), ...plain].sort();
}

const WIDE = /(\/(?:avatars|api\/v1)\/).*$/;

/** What to ask for instead of paths that are refused: all pictures, or all that the API answers. */
export const widened = (paths: readonly string[]): string[] =>
  unique(paths.map((path) => path.replace(WIDE, '$1*')));

export const isWide = (paths: readonly string[]): boolean =>
  paths.every((path) => path === path.replace(WIDE, '$1*'));

/** At most so many beginnings that all of some paths have; neighbours with the longest common beginning first. */
function merged(sorted: readonly string[], most: number): string[] {
  const paths = [...sorted];
  while (paths.length > most) {
    let [at, longest] = [0, -1];
    for (let index = 0; index + 1 < paths.length; index += 1) {
      const { length } = commonStart(paths[index] ?? '', paths[index + 1] ?? '');
      if (length > longest) [at, longest] = [index, length];
    }
    paths.splice(at, 2, commonStart(paths[at] ?? '', paths[at + 1] ?? ''));
  }
  return paths;
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

const unique = (paths: readonly string[]) => [...new Set(paths)].sort();
