import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invalidationPaths, MOST, mostStable } from './invalidation-paths.ts';

const SIZES = ['thumbnail', 'small', 'medium', 'large', 'original'];
const picture = fc.uuid().map((id) => `/avatars/${id}/`);
const stable = fc.uuid().map((id) => `/api/v1/users/${id}/avatar`);
const most = mostStable(SIZES);
const toForget = fc.record({
  pictures: fc.array(picture, { maxLength: 120 }),
  stable: fc.array(stable, { maxLength: most }),
  sizes: fc.constant(SIZES),
});

/** As CloudFront reads a path. */
const forgets = (paths: readonly string[], address: string) =>
  paths.some((path) => (path.endsWith('*') ? address.startsWith(path.slice(0, -1)) : path === address));

describe('what CloudFront is asked to forget', () => {
  it('is every address of every picture, within what it takes at a time', () => {
    fc.assert(
      fc.property(toForget, (all) => {
        const paths = invalidationPaths(all);
        for (const prefix of all.pictures) {
          for (const file of ['large.jpg', 'large', 'odd-static.webp']) {
            expect(forgets(paths, `${prefix}${file}`)).toBe(true);
          }
        }
        for (const address of all.stable) {
          for (const query of ['', ...SIZES.map((size) => `?size=${size}`)]) {
            expect(forgets(paths, `${address}${query}`)).toBe(true);
          }
        }
        const wild = paths.filter((path) => path.endsWith('*'));
        expect(wild.length).toBeLessThanOrEqual(MOST.wildcards);
        expect(paths.length - wild.length).toBeLessThanOrEqual(MOST.plain);
        expect(new Set(paths).size).toBe(paths.length);
      }),
      { numRuns: 60 },
    );
  });

  it('never reaches beyond pictures and the addresses that are named', () => {
    fc.assert(
      fc.property(toForget, (all) => {
        for (const path of invalidationPaths(all)) {
          const known = all.stable.some((address) => path.startsWith(address));
          expect(known || path.startsWith('/avatars/')).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whatever the order and however often it is told', () => {
    fc.assert(
      fc.property(toForget, (all) => {
        const again = {
          ...all,
          pictures: [...all.pictures, ...all.pictures].toReversed(),
          stable: [...all.stable].toReversed(),
        };
        expect(invalidationPaths(again)).toEqual(invalidationPaths(all));
      }),
      { numRuns: 30 },
    );
  });

  it('leaves other pictures alone as long as there are fifteen at most', () => {
    fc.assert(
      fc.property(fc.uniqueArray(picture, { minLength: 2, maxLength: 16 }), ([other = '', ...pictures]) => {
        expect(forgets(invalidationPaths({ pictures, stable: [], sizes: SIZES }), `${other}large.jpg`)).toBe(
          false,
        );
      }),
    );
  });

  it('refuses more than one request can hold', () => {
    const many = Array.from({ length: most + 1 }, (_, index) => `/api/v1/items/${index}/avatar`);
    expect(() => invalidationPaths({ pictures: [], stable: many, sizes: SIZES })).toThrow(RangeError);
  });
});
