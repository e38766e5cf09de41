import { photo, random } from '@likeness/test-kit';

/** Pictures kept ready; others are made again when they are asked for. */
const KEPT = 200;

export interface PictureSupply {
  /** The next picture to upload: a new one, or one that was uploaded before. */
  next(): Promise<Buffer>;
}

/**
 * Seeded photos. A share of `distinct` uploads brings a new picture, the others repeat an earlier one, as
 * people do who all keep the same default.
 */
export function createPictureSupply({ distinct, seed }: { distinct: number; seed: number }): PictureSupply {
  const chance = random(seed);
  const kept = new Map<number, Promise<Buffer>>();
  let made = 0;
  return {
    next() {
      const fresh = made === 0 || chance() < distinct;
      const number = fresh ? made++ : Math.floor(chance() * made);
      const known = kept.get(number);
      if (known !== undefined) return known;
      const side = 160 + (number % 5) * 80;
      const picture = photo({ width: side, height: Math.round(side * 0.75), seed: seed * 100_000 + number });
      kept.set(number, picture);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
      return picture;
    },
  };
}
