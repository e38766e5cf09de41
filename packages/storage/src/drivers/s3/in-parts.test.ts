import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inParts, PART_SIZE } from './in-parts.ts';

async function* chunks(sizes: number[]) {
  for (const size of sizes) yield new Uint8Array(size);
}

it('parts of chunks of any size are full but for the last, which says so', async () => {
  const size = fc.oneof(
    fc.nat(10),
    fc.nat(3 * PART_SIZE),
    fc.constantFrom(PART_SIZE - 1, PART_SIZE, PART_SIZE + 1),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(size, { maxLength: 6 }), async (sizes) => {
      const parts: { number: number; length: number; last: boolean }[] = [];
      for await (const { number, bytes, last } of inParts(chunks(sizes))) {
        parts.push({ number, length: bytes.byteLength, last });
      }
      const total = sizes.reduce((sum, one) => sum + one, 0);
      const count = Math.max(1, Math.ceil(total / PART_SIZE));
      expect(parts).toEqual(
        Array.from({ length: count }, (_, at) => ({
          number: at + 1,
          length: at + 1 < count ? PART_SIZE : total - at * PART_SIZE,
          last: at + 1 === count,
        })),
      );
    }),
    { numRuns: 30 },
  );
});
